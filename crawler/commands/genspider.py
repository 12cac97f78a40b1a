"""`scrapy genspider -t news NAME ADDRESS`: a spider of four lines for a news site, and its offline test."""

from __future__ import annotations

import argparse
from pathlib import Path
from string import Template

from scrapy.commands import genspider
from scrapy.utils.conf import closest_scrapy_cfg

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "spiders"


class Command(genspider.Command):
    """Scrapy's command with one template more."""

    def _find_template(self, template: str) -> Path | None:
        own = TEMPLATES / f"{template}.tmpl"
        return own if own.exists() else super()._find_template(template)

    def _list_templates(self) -> None:
        super()._list_templates()
        print("\n".join(f"  {file.stem}" for file in sorted(TEMPLATES.glob("*.tmpl"))))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the spider, and beside the project's tests a test of it that needs no network."""
        super().run(args, opts)
        if opts.list or opts.dump or opts.template != "news" or len(args) != 2:
            return
        name, url = args[0], genspider.verify_url_scheme(args[1])
        module = genspider.sanitize_module_name(name)
        path = Path(closest_scrapy_cfg()).parent / "tests" / f"test_spider_{module}.py"
        if path.exists() and not opts.force:
            return
        path.parent.mkdir(exist_ok=True)
        assert self.settings is not None
        variables = self._generate_template_variables(module, name, url, opts.template)
        text = Template((TEMPLATES / "news_test.txt").read_text("utf-8"))
        path.write_text(text.substitute(variables, project=self.settings["NEWSPIDER_MODULE"]), "utf-8")
        print(f"and its test in:\n  {path}")
