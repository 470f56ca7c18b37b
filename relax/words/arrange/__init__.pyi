from ._bells import bells_in as bells_in
from ._clinic import clinic_problem as clinic_problem, render_whole as render_whole
from ._pieces import Piece as Piece, Together as Together, put_together as put_together
from ._together import render_together as render_together
