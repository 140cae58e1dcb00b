"""What a worker process may do: no new sockets, so much memory, no core files.

Oxigraph's ``SERVICE`` opens connections by itself. The guard refuses such queries in words; here
the kernel refuses the connection, whatever the guard has missed.
"""

from __future__ import annotations

import ctypes
import logging
import platform
import resource
import struct
import sys
from typing import Final

log = logging.getLogger(__name__)

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 13  # SECCOMP_RET_ERRNO with EACCES

# Machine: audit architecture and number of the system call `socket` (linux/audit.h, asm/unistd.h).
_SOCKET_CALL: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


class _Program(ctypes.Structure):
    """``struct sock_fprog``: a filter's length and its instructions."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def limit_memory(size: int) -> None:
    """Cap the process's address space at ``size`` bytes, and let it leave no core file."""
    _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
    if ceiling != resource.RLIM_INFINITY:
        size = min(size, ceiling)
    resource.setrlimit(resource.RLIMIT_AS, (size, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_sockets() -> bool:
    """Make every later ``socket()`` of this process fail.

    Returns:
        Whether the kernel took the filter; elsewhere than on Linux, x86-64 or arm64, it cannot.
    """
    if sys.platform != "linux" or platform.machine() not in _SOCKET_CALL:
        log.warning("SPARQL workers keep the right to open sockets: no filter for this platform")
        return False
    architecture, call = _SOCKET_CALL[platform.machine()]
    instructions = b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (0x20, 0, 0, 4),  # load the architecture
            (0x15, 0, 3, architecture),  # another one: allow, its calls are numbered otherwise
            (0x20, 0, 0, 0),  # load the call's number
            (0x15, 0, 1, call),  # not socket: allow
            (0x06, 0, 0, _REFUSE),
            (0x06, 0, 0, _ALLOW),
        )
    )
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = _Program(len(instructions) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        log.warning("SPARQL workers keep the right to open sockets: errno %d", ctypes.get_errno())
        return False
    return True
