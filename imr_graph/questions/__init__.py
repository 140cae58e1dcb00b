"""Named questions: ``queries/*.rq`` loaded, their parameters bound, run on a graph."""

from imr_graph.questions.loader import load_questions
from imr_graph.questions.question import Parameter, Question
from imr_graph.questions.run import Table, bound_text, run_query, run_question

__all__ = ["Parameter", "Question", "Table", "bound_text", "load_questions", "run_query", "run_question"]
