"""`manage.py bench`: the goals of speed as ratios, in one run with their floors."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from stories.bench.drive import growth, measure
from stories.bench.report import table


class Command(BaseCommand):
    help = "Measure lists, dashboard, logging and sweep against a floor of the same kind (run it by: python3 dev bench)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sizes", default="10000,100000,1000000", help="how many referrals, and as many open clocks, per database"
        )
        parser.add_argument(
            "--goals", default="", help="only these goals, as 16 for the lists and the draw; C for complaints"
        )
        parser.add_argument(
            "--keep",
            metavar="FOLDER",
            help="keep the loaded databases in this folder, and measure copies of those that are there already",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        superuser = os.environ.get("HOLDFAST_BENCH_SUPERUSER_URL")
        if not superuser:
            raise CommandError("Run it by `python3 dev bench`, which starts a database server of its own for it.")
        call_command("collectstatic", interactive=False, verbosity=0)
        lines = []
        for size in [int(one) for one in options["sizes"].split(",")]:
            lines += measure(
                size, superuser=superuser, say=self.stderr.write, goals=options["goals"], keep=bool(options["keep"])
            )
        lines += growth(lines)
        self.stdout.write(table(lines))
        missed = [line for line in lines if not line.kept]
        self.stdout.write(f"\n{len(lines) - len(missed)} kept, {len(missed)} missed")
        if missed:
            raise SystemExit(1)
