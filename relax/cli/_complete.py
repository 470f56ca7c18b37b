"""What was typed so far → what the Tab key offers: templates, voices, beds, values of options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import click

    from relax.home import Home


def _beginning(names: list[str] | tuple[str, ...], typed: str) -> list[CompletionItem]:
    """Those of ``names`` that begin with what was typed."""
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def _home(context: click.Context) -> Home:
    """The installation, with the folder of templates if that option was typed already."""
    from relax.home import Home, default_cache, default_data  # noqa: PLC0415
    from relax.words import bundled_folder  # noqa: PLC0415

    own = Path(context.params.get("template_folder") or "templates")
    return Home(default_cache(), default_data(), (own, bundled_folder()))


def templates(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Ids of templates that begin with what was typed."""
    from relax.words import template_files  # noqa: PLC0415

    del parameter
    return _beginning(sorted(template_files(_home(context).templates)), typed)


def voices(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Ids of voices that begin with what was typed."""
    from relax.home import voice_settings  # noqa: PLC0415
    from relax.voices import list_voices  # noqa: PLC0415

    del parameter
    return _beginning([v.id for v in list_voices(voice_settings(_home(context)))], typed)


def beds(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Names of beds that begin with what was typed, and files."""
    from relax.sound import bed_names  # noqa: PLC0415

    del context, parameter
    return [*_beginning(bed_names(), typed), CompletionItem(typed, type="file")]


def purposes(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Values of ``--loudness``."""
    from relax.sound import load_presets  # noqa: PLC0415

    del context, parameter
    return _beginning(tuple(load_presets()), typed)


def warmths(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Values of ``--warmth``."""
    from relax.sound import warmth_names  # noqa: PLC0415

    del context, parameter
    return _beginning(warmth_names(), typed)


def formats(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Values of ``--format``."""
    from relax.cli._track_file import FORMATS  # noqa: PLC0415

    del context, parameter
    return _beginning(FORMATS, typed)
