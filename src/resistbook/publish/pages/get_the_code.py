"""Where the code of the book is to be had: a section of *How to read this book*."""

from resistbook.publish import address


def get_the_code() -> str:
    """Say where code, notebooks and stored tables are, or that this copy names no address."""
    if not (repository := address.repository()):
        return (
            "This copy of the book was built without a public address, so that it names none. Its "
            "code can be read here, file by file (*Script* below each chapter leads there). To run "
            "it, ask for the project where you got this copy.\n"
        )
    return (
        f"Code, notebooks and stored tables are at <{repository}>:\n\n"
        f"```bash\ngit clone {repository} resistance-reproduced\ncd resistance-reproduced\n```\n\n"
        f"Questions and disputes are opened there, under *Issues*.\n"
    )
