"""The browser in which pages are looked at, found and started in one place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = os.environ.get("IHL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = os.environ.get("IHL_CHROMEDRIVER") or shutil.which("chromedriver")

#: For a module whose tests look at pages. Where there is no browser they are skipped, and ``.ci/run`` fails on a skipped test.
needs_a_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="there is no chromium with its driver")

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1100,900",
)  # fmt: skip


@contextmanager
def started(profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own that logs its console and its requests; it ends with the block."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    driver.set_page_load_timeout(120)
    try:
        yield driver
    finally:
        driver.quit()
