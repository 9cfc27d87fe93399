"""The same through the vendor's own client. It drops the ids of entries (docspace-api-sdk 3.7.0), so they can't be printed.
Usage: by_sdk.py URL KEY"""

import csv
import sys
import warnings
from datetime import datetime, timedelta, timezone

warnings.filterwarnings("ignore")

import docspace_api_sdk as sdk  # noqa: E402
from docspace_api_sdk.api.api_keys.api_keys_api import ApiKeysApi  # noqa: E402
from docspace_api_sdk.api.files.folders_api import FoldersApi  # noqa: E402

url, key = sys.argv[1:]
configuration = sdk.Configuration(host=url)
configuration.access_token = key
client = sdk.ApiClient(configuration)
client.set_default_header("Authorization", f"Bearer {key}")
ApiKeysApi(client).get_api_key_without_preload_content().read()
folders = FoldersApi(client)
now = datetime.now(timezone.utc)
out = csv.writer(sys.stdout)
start = 0
while True:
    page = folders.get_trash_folder(count=100, start_index=start).response
    entries = page.folders + page.files
    if not entries:
        break
    for entry in entries:
        entry = getattr(entry, "actual_instance", None) or entry
        trashed = entry.updated if isinstance(entry.updated, datetime) else datetime.fromisoformat(
            str(getattr(entry.updated, "utc_time", entry.updated))[:19] + "+00:00")
        is_held = "contract" in entry.title.lower()
        decision = "hold" if is_held else "purge" if now - trashed >= timedelta(days=14) else "keep"
        out.writerow([entry.title, trashed.isoformat(), decision])
    start += len(entries)
