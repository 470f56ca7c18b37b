"""Media keys of the desktop → commands; what plays → the desktop: MPRIS 2.2 over D-Bus.

https://specifications.freedesktop.org/mpris-spec/2.2/
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

from dbus_fast import Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusDouble, DBusInt64, DBusSignature, DBusStr
from dbus_fast.constants import PropertyAccess
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from relax.play.terminal import Command, View

NAME = "org.mpris.MediaPlayer2.relax"
PATH = "/org/mpris/MediaPlayer2"
_READ = PropertyAccess.READ

Fields = Annotated[dict[str, Variant], DBusSignature("a{sv}")]
Names = Annotated[list[str], DBusSignature("as")]

_SOUNDING = {"following": "Playing", "returning": "Playing", "paused": "Paused"}


def status(view: View) -> str:
    """``Playing``, ``Paused`` or ``Stopped``."""
    return "Stopped" if view.what in {"quiet", ""} else _SOUNDING.get(view.mode, "Stopped")


def fields(view: View) -> dict[str, Variant]:
    """What the desktop shows of what plays."""
    track = Variant("o", f"{PATH}/{view.what or 'nothing'}")
    title = view.title or {"bed": "Bed", "quiet": "Quiet"}.get(view.what, "relax")
    return {"mpris:trackid": track, "xesam:title": Variant("s", title)}


class _Root(ServiceInterface):
    """``org.mpris.MediaPlayer2``: who this is."""

    def __init__(self, ask: Callable[[Command], None]) -> None:
        super().__init__("org.mpris.MediaPlayer2")
        self._ask = ask

    @dbus_method()
    def Raise(self) -> None:  # noqa: N802  (the standard's name)
        """Nothing: there is no window."""

    @dbus_method()
    def Quit(self) -> None:  # noqa: N802
        """Fade and leave."""
        self._ask(Command.LEAVE)

    @dbus_property(access=_READ)
    def CanQuit(self) -> DBusBool:  # noqa: N802
        """Yes."""
        return True

    @dbus_property(access=_READ)
    def CanRaise(self) -> DBusBool:  # noqa: N802
        """No."""
        return False

    @dbus_property(access=_READ)
    def HasTrackList(self) -> DBusBool:  # noqa: N802
        """No."""
        return False

    @dbus_property(access=_READ)
    def Identity(self) -> DBusStr:  # noqa: N802
        """The player's name."""
        return "relax"

    @dbus_property(access=_READ)
    def SupportedUriSchemes(self) -> Names:  # noqa: N802
        """None: nothing is opened from outside."""
        return []

    @dbus_property(access=_READ)
    def SupportedMimeTypes(self) -> Names:  # noqa: N802
        """None."""
        return []


class _Player(ServiceInterface):
    """``org.mpris.MediaPlayer2.Player``: the keys."""

    def __init__(self, ask: Callable[[Command], None]) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._ask = ask
        self.status = "Stopped"
        self.fields: dict[str, Variant] = {}
        self.volume = 1.0

    @dbus_method()
    def Next(self) -> None:  # noqa: N802
        """The next track."""
        self._ask(Command.NEXT)

    @dbus_method()
    def Previous(self) -> None:  # noqa: N802
        """Nothing: a plan has no way back in time."""

    @dbus_method()
    def PlayPause(self) -> None:  # noqa: N802
        """As the space bar."""
        self._ask(Command.PAUSE)

    @dbus_method()
    def Pause(self) -> None:  # noqa: N802
        """Pause what plays."""
        if self.status == "Playing":
            self._ask(Command.PAUSE)

    @dbus_method()
    def Play(self) -> None:  # noqa: N802
        """Go on."""
        if self.status != "Playing":
            self._ask(Command.PAUSE)

    @dbus_method()
    def Stop(self) -> None:  # noqa: N802
        """Stop softly."""
        self._ask(Command.SOFT_STOP)

    @dbus_property(access=_READ)
    def PlaybackStatus(self) -> DBusStr:  # noqa: N802
        """Playing, Paused or Stopped."""
        return self.status

    @dbus_property(access=_READ)
    def Metadata(self) -> Fields:  # noqa: N802
        """The title of what plays."""
        return self.fields

    @dbus_property(access=_READ)
    def Volume(self) -> DBusDouble:  # noqa: N802
        """0 to 1 of the ceiling."""
        return self.volume

    @dbus_property(access=_READ)
    def Position(self) -> DBusInt64:  # noqa: N802
        """Not told."""
        return 0

    @dbus_property(access=_READ)
    def Rate(self) -> DBusDouble:  # noqa: N802
        """Always 1."""
        return 1.0

    @dbus_property(access=_READ)
    def MinimumRate(self) -> DBusDouble:  # noqa: N802
        """Always 1."""
        return 1.0

    @dbus_property(access=_READ)
    def MaximumRate(self) -> DBusDouble:  # noqa: N802
        """Always 1."""
        return 1.0

    @dbus_property(access=_READ)
    def CanGoNext(self) -> DBusBool:  # noqa: N802
        """Yes."""
        return True

    @dbus_property(access=_READ)
    def CanGoPrevious(self) -> DBusBool:  # noqa: N802
        """No."""
        return False

    @dbus_property(access=_READ)
    def CanPlay(self) -> DBusBool:  # noqa: N802
        """Yes."""
        return True

    @dbus_property(access=_READ)
    def CanPause(self) -> DBusBool:  # noqa: N802
        """Yes."""
        return True

    @dbus_property(access=_READ)
    def CanSeek(self) -> DBusBool:  # noqa: N802
        """No."""
        return False

    @dbus_property(access=_READ)
    def CanControl(self) -> DBusBool:  # noqa: N802
        """Yes."""
        return True


class Mpris:
    """This player on the session bus, on a thread of its own; does nothing where there is no bus.

    Args:
        ask: called with what a media key asks for, from that thread.
    """

    def __init__(self, ask: Callable[[Command], None]) -> None:
        self._root, self._player = _Root(ask), _Player(ask)
        self._loop = asyncio.new_event_loop()
        self._seen: tuple[str, str, float] | None = None
        self._bus: MessageBus | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def show(self, view: View) -> None:
        """Tell the desktop when something else plays."""
        seen = (status(view), view.title or view.what, view.volume)
        if seen == self._seen or self._bus is None:
            return
        self._seen = seen
        with suppress(RuntimeError):  # the bus has gone
            self._loop.call_soon_threadsafe(self._tell, status(view), fields(view), view.volume)

    def close(self) -> None:
        """Leave the bus."""
        if self._bus is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._bus.disconnect)

    def _tell(self, playing: str, shown: dict[str, Variant], volume: float) -> None:
        player = self._player
        player.status, player.fields, player.volume = playing, shown, volume
        changed: dict[str, Any] = {
            "PlaybackStatus": playing,
            "Metadata": shown,
            "Volume": volume,
        }
        player.emit_properties_changed(changed)

    def _run(self) -> None:
        with suppress(Exception):  # whatever is wrong with a desktop, the sound goes on
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        bus = await MessageBus().connect()
        bus.export(PATH, self._root)
        bus.export(PATH, self._player)
        await bus.request_name(NAME)
        self._bus = bus
        wait: Callable[[], Any] = bus.wait_for_disconnect
        await wait()
