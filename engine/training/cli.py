"""`coordi train`: trains a model on the data sets and writes its weights and report."""

from __future__ import annotations

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
@_exclude
@click.option("--epochs", default=30, show_default=True, help="Passes over the photos.")
@click.option("--threads", default=1, show_default=True, help="CPU threads.")
def detector(
    data_dir: Path, out_dir: Path, seed: int, exclude: tuple[str, ...], epochs: int, threads: int
) -> None:
    """Train the garment detector on the street photos."""
    _needs_street(exclude)
    from engine.training.detector import DetectorConfig, train_and_report

    config = DetectorConfig(
        data_dir=data_dir, out_dir=out_dir, epochs=epochs, seed=seed, threads=threads
    )
    click.echo(train_and_report(config).as_text())


@train.command()
@_data
@_out
@_seed
@_exclude
def style(data_dir: Path, out_dir: Path, seed: int, exclude: tuple[str, ...]) -> None:
    """Train style, formality, warmth and gender presentation of an outfit."""
    _needs_street(exclude)
    from engine.training.style import StyleConfig, train_and_report

    config = StyleConfig(data_dir=data_dir, out_dir=out_dir, seed=seed)
    click.echo(train_and_report(config).as_text())


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
    from engine.training.product_style import train_and_report

    click.echo(train_and_report(data_dir, out_dir, seed, exclude).as_text())


@train.command()
@_data
@click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for stored views, checkpoints, weights and the report.",
)
@click.option("--seed", default=7, show_default=True, help="Seed of everything random.")
@click.option("--steps", default=1500, show_default=True, help="Optimiser steps.")
@click.option(
    "--exclude",
    multiple=True,
    type=click.Choice(["closet", "mango", "myntra", "street"]),
    help="A data set to leave out; may be given more than once.",
)
@click.option("--resume", is_flag=True, help="Go on from what the output folder holds.")
def garment(
    data_dir: Path, out_dir: Path, seed: int, steps: int, exclude: tuple[str, ...], resume: bool
) -> None:
    """Train category, pattern, fit, colours and embedding of a garment."""
    from engine.training.garment import train_garment
    from engine.training.garment_fit import Recipe

    path = train_garment(
        data_dir, out_dir, exclude=exclude, resume=resume, recipe=Recipe(steps=steps, seed=seed)
    )
    click.echo(path)


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
    from engine.training.sizing import train_size

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
    from engine.training.outfits import OutfitConfig, train_outfit
    from engine.training.outfits_net import Recipe

    config = OutfitConfig(data_dir, out_dir, exclude, Recipe(seed=seed))
    click.echo(train_outfit(config))
