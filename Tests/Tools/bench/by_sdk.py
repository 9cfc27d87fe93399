"""The same as by_requests.py, with the vendor's client. It drops the ids of entries (docspace-api-sdk 3.7.0), so a plan has
none; purging and restoring take them from the raw answers. Usage: by_sdk.py plan|purge|restore URL KEY"""

import json
import sys
import warnings
from datetime import datetime

warnings.filterwarnings("ignore")

import docspace_api_sdk as sdk  # noqa: E402
from docspace_api_sdk.api.api_keys.api_keys_api import ApiKeysApi  # noqa: E402
from docspace_api_sdk.api.files.folders_api import FoldersApi  # noqa: E402
from docspace_api_sdk.api.files.operations_api import OperationsApi  # noqa: E402
from docspace_api_sdk.models.batch_request_dto import BatchRequestDto  # noqa: E402
from docspace_api_sdk.models.delete_batch_request_dto import DeleteBatchRequestDto  # noqa: E402

import script  # noqa: E402


class Client:
    def __init__(self, action, url, key):
        self.is_raw = action != "plan"
        configuration = sdk.Configuration(host=url)
        configuration.access_token = key
        client = sdk.ApiClient(configuration)
        client.set_default_header("Authorization", f"Bearer {key}")
        ApiKeysApi(client).get_api_key_without_preload_content().read()
        self.folders, self.operations = FoldersApi(client), OperationsApi(client)

    def page(self, start):
        if self.is_raw:
            raw = self.folders.get_trash_folder_without_preload_content(count=100, start_index=start)
            page = json.loads(raw.data)["response"]
            return page["folders"] + page["files"]
        page = self.folders.get_trash_folder(count=100, start_index=start).response
        return [parsed(getattr(entry, "actual_instance", None) or entry) for entry in page.folders + page.files]

    def delete(self, files, folders):
        body = DeleteBatchRequestDto.from_dict(
            {"fileIds": files, "folderIds": folders, "immediately": False, "returnSingleOperation": True})
        return self.operations.delete_batch_items(delete_batch_request_dto=body).response[0].id

    def move(self, files, folders, to):
        body = BatchRequestDto.from_dict(
            {"fileIds": files, "folderIds": folders, "destFolderId": to, "returnSingleOperation": True})
        return self.operations.move_batch_items(batch_request_dto=body).response[0].id

    def is_over(self, operation):
        return all(entry.finished for entry in self.operations.get_operation_statuses(id=operation).response)


def parsed(entry):
    updated = entry.updated.isoformat() if isinstance(entry.updated, datetime) else str(
        getattr(entry.updated, "utc_time", entry.updated))
    return {"title": entry.title, "updated": updated}


if __name__ == "__main__":
    script.work(Client(*sys.argv[1:]), sys.argv[1])
