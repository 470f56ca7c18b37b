"""What the Tab key offers: templates, voices, beds, and the names that other options take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import click

    from relax.home import Home


def _beginning(names: list[str] | tuple[str, ...], typed: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def _home(context: click.Context) -> Home:
    """The installation, as far as what was typed so far tells of it."""
    from relax.home import Home, default_cache, default_data  # noqa: PLC0415
    from relax.words import bundled_folder  # noqa: PLC0415

    own = Path(context.params.get("template_folder") or "templates")
    return Home(default_cache(), default_data(), (own, bundled_folder()))


def templates(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Ids of templates that begin as typed; files too, for those that take one."""
    from relax.words import template_files  # noqa: PLC0415

    del parameter
    return _beginning(sorted(template_files(_home(context).templates)), typed)


def voices(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Voices that begin as typed."""
    from relax.home import voice_settings  # noqa: PLC0415
    from relax.voices import list_voices  # noqa: PLC0415

    del parameter
    return _beginning([v.id for v in list_voices(voice_settings(_home(context)))], typed)


def beds(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Beds that begin as typed, and files."""
    from relax.sound import bed_names  # noqa: PLC0415

    del context, parameter
    return [*_beginning(bed_names(), typed), CompletionItem(typed, type="file")]


def purposes(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """What `--loudness` takes."""
    from relax.sound import load_presets  # noqa: PLC0415

    del context, parameter
    return _beginning(tuple(load_presets()), typed)


def warmths(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """What `--warmth` takes."""
    from relax.sound import warmth_names  # noqa: PLC0415

    del context, parameter
    return _beginning(warmth_names(), typed)


def formats(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """What `--format` takes."""
    from relax.cli._place import FORMATS  # noqa: PLC0415

    del context, parameter
    return _beginning(FORMATS, typed)
