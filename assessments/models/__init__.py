from assessments.models.attempts import Attempt, AttemptItem, Mark
from assessments.models.banks import Bank, Question, QuestionVersion
from assessments.models.exams import Exam, ExamSection

__all__ = ["Attempt", "AttemptItem", "Bank", "Exam", "ExamSection", "Mark", "Question", "QuestionVersion"]
