"""Whether, and after how long, a failed job is tried again. Values in, a decision out."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.errors import DragomanError, Retry

LONGEST_WAIT_SECONDS = 3600.0


@dataclass(frozen=True)
class RetryPolicy:
    """How often a task is attempted, and the wait before its second attempt; each later wait doubles."""

    max_attempts: int = 5
    backoff_seconds: float = 5.0


def seconds_until_retry(error: Exception, policy: RetryPolicy, *, attempts: int, jitter: float) -> float | None:
    """Seconds to wait before the next attempt; None when it must not be tried again.

    Args:
        error: what the attempt raised. A `DragomanError` brings its own advice; any other error may pass with time.
        policy: of the task.
        attempts: how many were made, the failed one included.
        jitter: in [0, 1); spreads the wait over half to one and a half times its length, so that jobs which failed
            together do not come back together.
    """
    advice = error.retry if isinstance(error, DragomanError) else Retry.LATER
    if advice is Retry.NEVER or attempts >= policy.max_attempts:
        return None
    if advice is Retry.NOW:
        return 0.0
    doublings = min(attempts - 1, 30)
    return min(LONGEST_WAIT_SECONDS, policy.backoff_seconds * 2.0**doublings * (0.5 + jitter))
