"""Programs beside the main one: what they do cannot hurt it, and several do more at once.

- `helper`: start one, ask it, bound it in time, end it (`Helper`);
- `child`: what it runs (`python -m analyse.processes.child`);
- `memory`: the bound on what it may allocate (`allowed_memory`);
- `frames`: how requests and answers are told apart on a pipe.

`multiprocessing` is not used: it imports the caller's main module again (a script without a guard,
Prefect's engine), lets a program outlive the one that started it, and cannot end one task that
takes too long. A helper is started like any program, on every system; its pipes close when the
main program ends in whatever way, and it ends then. Standard output and error of a helper go
nowhere: what a library says may hold words of a note.
"""

from analyse.processes.frames import MAX_FRAME
from analyse.processes.helper import Helper, HelperStoppedError
from analyse.processes.memory import allowed_memory

__all__ = ["MAX_FRAME", "Helper", "HelperStoppedError", "allowed_memory"]
