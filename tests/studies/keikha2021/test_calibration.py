"""Study 1: tests of gene sets where there is nothing to find."""

from resistbook.studies.keikha2021 import calibration


def test_camera_keeps_its_promise_and_the_naive_test_does_not():
    sets = calibration.calibration_sets()
    by_test = sets.groupby("test")["permuted_outcomes"]
    assert by_test.max()["CAMERA"] < 0.075
    assert by_test.min()["genes independent"] > 0.1
