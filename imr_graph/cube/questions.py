"""The counting questions as they are asked of the cube: ``queries/cube/*.rq``."""

from __future__ import annotations

from functools import lru_cache

from imr_graph.questions.loader import queries_folder, read_question
from imr_graph.questions.question import Question


@lru_cache(maxsize=1)
def cube_questions() -> dict[str, Question]:
    """The questions that the cube answers, by the name that they have in ``queries/`` too.

    A cube's question has the columns of its namesake without those that list letters, and those of
    its parameters that name a dimension: words cannot be looked for in a cube.

    Raises:
        QuestionError: a file lacks its header or contradicts it.
    """
    files = sorted((queries_folder() / "cube").glob("*.rq"))
    return {path.stem: read_question(path) for path in files}
