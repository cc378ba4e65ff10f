"""`coordi train`: trains a model on the data sets and writes its weights and report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from config.errors import CoordiError

_data = click.option(
    "--data",
    "data_dir",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds the data sets.",
)
_out = click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for checkpoints, weights and the report; a training found there goes on.",
)
_seed = click.option("--seed", default=0, show_default=True, help="Seed of everything random.")
_exclude = click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["street"]),
    help="A data set to leave out; may be given more than once.",
)


def _needs_street(exclude: tuple[str, ...]) -> None:
    if "street" in exclude:
        raise CoordiError("this model learns from the street photos alone", code="no_data")


@click.group()
def train() -> None:
    """Train a model and measure it on photos that it has not seen."""


@train.command()
@_data
@_out
@_seed
@click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["street", "tags"]),
    help="A data set to leave out, or the photos that have tags alone; may be given repeatedly.",
)
@click.option("--threads", default=1, show_default=True, help="CPU threads.")
def detector(
    data_dir: Path, out_dir: Path, seed: int, exclude: tuple[str, ...], threads: int
) -> None:
    """Train the garment detector on the street photos."""
    _needs_street(exclude)
    from engine.training.detector.train import ROUNDS, DetectorConfig, train_and_report

    config = DetectorConfig(
        data_dir=data_dir,
        out_dir=out_dir,
        rounds=tuple(
            replace(plan, sees_tagged=plan.sees_tagged and "tags" not in exclude) for plan in ROUNDS
        ),
        seed=seed,
        threads=threads,
    )
    click.echo(train_and_report(config).as_text())


@train.command()
@click.option(
    "--data",
    "data_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds the data sets, for the nine styles.",
)
@click.option(
    "--kfashion",
    "kfashion_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with AI-Hub's K-Fashion JSON and pictures, for its 23 styles.",
)
@click.option(
    "--folders",
    "folders_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with a folder of pictures for each style, for the styles so named.",
)
@_out
@_seed
@_exclude
def style(
    data_dir: Path | None,
    kfashion_dir: Path | None,
    folders_dir: Path | None,
    out_dir: Path,
    seed: int,
    exclude: tuple[str, ...],
) -> None:
    """Train style, formality, warmth and gender presentation of an outfit, or labels of one's own.

    Labels of one's own (--kfashion, --folders) are written beside the nine styles' weights.
    """
    from engine.training.style.custom_labels import train_labels
    from engine.training.style.sources import read_folders, read_kfashion
    from engine.training.style.train import StyleConfig, train_and_report

    given = [folder for folder in (data_dir, kfashion_dir, folders_dir) if folder is not None]
    if len(given) != 1:
        raise click.UsageError("give one of --data, --kfashion and --folders")
    if data_dir is not None:
        _needs_street(exclude)
        config = StyleConfig(data_dir=data_dir, out_dir=out_dir, seed=seed)
        click.echo(train_and_report(config).as_text())
        return
    read = read_kfashion if kfashion_dir is not None else read_folders
    click.echo(train_labels(read(given[0]), out_dir, seed=seed).as_text())


@train.command("product-style")
@_data
@_out
@_seed
@click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["etri", "street"]),
    help="A data set to leave out; may be given more than once.",
)
def product_style(data_dir: Path, out_dir: Path, seed: int, exclude: tuple[str, ...]) -> None:
    """Count which words and facts of a product speak for which style."""
    from engine.training.product_style.train import train_and_report

    click.echo(train_and_report(data_dir, out_dir, seed, exclude).as_text())


_garment_out = click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for stored views, checkpoints, weights and the report.",
)
_garment_seed = click.option(
    "--seed", default=7, show_default=True, help="Seed of everything random."
)
_garment_exclude = click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["closet", "mango", "myntra", "street"]),
    help="A data set to leave out; may be given more than once.",
)


@train.command()
@_data
@_garment_out
@_garment_seed
@click.option("--steps", default=4600, show_default=True, help="Optimiser steps.")
@_garment_exclude
@click.option("--resume", is_flag=True, help="Go on from what the output folder holds.")
def garment(
    data_dir: Path, out_dir: Path, seed: int, steps: int, exclude: tuple[str, ...], resume: bool
) -> None:
    """Train category, attributes, colours and embedding of a garment: one network."""
    from engine.training.garment.fit import Recipe
    from engine.training.garment.train import train_garment

    path = train_garment(
        data_dir, out_dir, exclude=exclude, resume=resume, recipe=Recipe(steps=steps, seed=seed)
    )
    click.echo(path)


def _head_command(head: str, what: str) -> click.Command:
    """Return the command that trains one head of a finished garment model again."""

    @click.command(head, help=f"Train {what} again on a finished garment model; the rest stays.")
    @_data
    @_garment_out
    @_garment_seed
    @_garment_exclude
    def command(data_dir: Path, out_dir: Path, seed: int, exclude: tuple[str, ...]) -> None:
        from engine.training.garment.train import train_head

        click.echo(train_head(data_dir, out_dir, head, exclude=exclude, seed=seed))

    return command


for _head, _what in (
    ("category", "the categories"),
    ("attributes", "pattern and fit"),
    ("colour", "the colours"),
    ("embedding", "the embedding of kind and detail"),
):
    train.add_command(_head_command(_head, _what))


@train.command()
@_data
@click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the coefficients and aggregated tables.",
)
@click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["sizekorea", "ansur", "musinsa", "renttherunway", "garments", "uniqlo"]),
    help="A data set to leave out; may be given more than once.",
)
@click.option(
    "--from-feedback",
    "feedback",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON lines of people who agreed that their sizes are learned from.",
)
@click.option("--compare", is_flag=True, help="Also measure all methods on people not seen.")
def size(
    data_dir: Path, out_dir: Path, exclude: tuple[str, ...], feedback: Path | None, compare: bool
) -> None:
    """Fit the body model, the size models and their tables."""
    from engine.training.sizing.train import train_size

    report = train_size(data_dir, out_dir, exclude=exclude, feedback=feedback, compare=compare)
    click.echo(report)


@train.command()
@_data
@click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for stored features, weights and the report.",
)
@_seed
@click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["mango", "kfashion"]),
    help="A data set to leave out; may be given more than once.",
)
def outfit(data_dir: Path, out_dir: Path, seed: int, exclude: tuple[str, ...]) -> None:
    """Train how well garments go together, and measure it on products not seen."""
    from engine.training.outfits.network import Recipe
    from engine.training.outfits.train import OutfitConfig, train_outfit

    config = OutfitConfig(data_dir, out_dir, exclude, Recipe(seed=seed))
    click.echo(train_outfit(config))


@train.command()
@click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the tables.",
)
@_seed
def comfort(out_dir: Path, seed: int) -> None:
    """Tabulate thermal comfort, UTCI and required insulation, with pythermalcomfort."""
    from engine.training.comfort import train_and_report

    click.echo(train_and_report(out_dir, seed).as_text())
