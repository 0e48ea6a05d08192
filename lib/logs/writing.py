"""Sets up the log of the process: one way in which every line is written, whoever writes it."""

import logging
import threading
from collections.abc import Mapping
from typing import TextIO

from lib.logs.hiding import Hiding, known_secrets
from lib.logs.lines import JsonLines, Lines, TextLines
from lib.settings import Settings


class _Foreign(logging.Logger):
    """A logger whose handlers write as all others do: Streamlit and uvicorn bring their own, with other forms."""

    form: logging.Formatter
    least: int

    def addHandler(self, handler: logging.Handler) -> None:  # noqa: N802 - logging names it so
        """Have a handler of the console write in the form of this process."""
        _conform(handler)
        super().addHandler(handler)


def _conform(handler: logging.Handler) -> None:
    if type(handler) is logging.StreamHandler:
        handler.setFormatter(_Foreign.form)
        handler.setLevel(_Foreign.least)


def form(settings: Settings, environment: Mapping[str, str]) -> Lines:
    """How a line of the log is written."""
    hiding = Hiding(known_secrets(settings, environment))
    return JsonLines(hiding) if settings.log_format == "json" else TextLines(hiding)


def begin(settings: Settings, environment: Mapping[str, str]) -> None:
    """Write every record of this process to standard error from now on; libraries speak up where something is wrong."""
    _Foreign.form, _Foreign.least = form(settings, environment), logging.getLevelName(settings.log_level)
    handler = logging.StreamHandler()
    handler.setFormatter(_Foreign.form)
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.lastResort = _last_resort()
    logging.captureWarnings(capture=True)
    for noisy in ("httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    _take_in_foreign_loggers()
    threading.excepthook = _thread_ended


def _last_resort() -> logging.StreamHandler[TextIO]:
    """What writes for loggers that have lost all handlers, as that of uvicorn's errors has under Streamlit."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Foreign.form)
    handler.setLevel(max(logging.WARNING, _Foreign.least))
    return handler


def _take_in_foreign_loggers() -> None:
    """Have loggers that there are, and those to come, write in this form: each may have handlers, or be given some."""
    logging.setLoggerClass(_Foreign)
    for logger in logging.root.manager.loggerDict.values():
        if type(logger) is logging.Logger:
            logger.__class__ = _Foreign
            for handler in logger.handlers:
                _conform(handler)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """Log what a thread did not catch, which Python would print past the log."""
    if ended.exc_value is None or ended.exc_type is SystemExit:
        return
    name = "a thread" if ended.thread is None else f"thread {ended.thread.name}"
    raised = (ended.exc_type, ended.exc_value, ended.exc_traceback)
    logging.getLogger(__name__).critical("Uncaught in %s", name, exc_info=raised)
