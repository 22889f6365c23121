"""Records of the pool."""

from danshu.pool.models.lock import Lock
from danshu.pool.models.picking import PickRequest
from danshu.pool.models.releasing import Forewarning, Release

__all__ = ["Forewarning", "Lock", "PickRequest", "Release"]
