"""Named questions: ``queries/*.rq`` loaded, their parameters bound, run on a graph."""

from imr_graph.questions.loader import counted_questions, load_questions
from imr_graph.questions.question import Parameter, Question
from imr_graph.questions.run import Source, bound_text, named_question, run_query, run_question
from imr_graph.questions.table import Table

__all__ = [
    "Parameter",
    "Question",
    "Source",
    "Table",
    "bound_text",
    "counted_questions",
    "load_questions",
    "named_question",
    "run_query",
    "run_question",
]
