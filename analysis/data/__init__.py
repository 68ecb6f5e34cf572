"""Studies: raw tables, their codebook and recipe, and the files they come from and go to."""

from analysis.data.codebook import Codebook, MissingCode, TableName, ValueLabel, Variable, VariableLevel
from analysis.data.events_file import EventsRead, event_columns_of, read_events
from analysis.data.expressions import ExpressionError
from analysis.data.inference import infer_codebook
from analysis.data.keyed_hash import keyed_hash
from analysis.data.prepared import Prepared
from analysis.data.privacy import PersonalColumn, find_personal_data
from analysis.data.read_report import ReadReport
from analysis.data.real_studies import REAL_STUDIES, real_study
from analysis.data.recipe import Recipe
from analysis.data.replay import ReplayReport
from analysis.data.steps import Band, Compute, Filter, Recode, Step, Weight
from analysis.data.study import Origin, Study
from analysis.data.studyfile import StudyFile, read_study_file
from analysis.data.survey_file import SurveyRead, read_survey

__all__ = [
    "REAL_STUDIES",
    "Band",
    "Codebook",
    "Compute",
    "EventsRead",
    "ExpressionError",
    "Filter",
    "MissingCode",
    "Origin",
    "PersonalColumn",
    "Prepared",
    "ReadReport",
    "Recipe",
    "Recode",
    "ReplayReport",
    "Step",
    "Study",
    "StudyFile",
    "SurveyRead",
    "TableName",
    "ValueLabel",
    "Variable",
    "VariableLevel",
    "Weight",
    "event_columns_of",
    "find_personal_data",
    "infer_codebook",
    "keyed_hash",
    "read_events",
    "read_study_file",
    "read_survey",
    "real_study",
]
