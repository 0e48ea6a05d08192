from playwright.sync_api import expect

from tests.gateway.server import PATIENCE

expect.set_options(timeout=1000 * PATIENCE)
