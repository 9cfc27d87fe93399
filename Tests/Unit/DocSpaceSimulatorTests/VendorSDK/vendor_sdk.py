"""The vendor's own client against the simulator: list, move, delete, empty, and the list of operations.

Whatever the client refuses to parse, the simulator has wrong. The client in turn has three faults (api.md §13): it drops
ids from trash entries, so ids come from the raw answers; it knows the API key only under a wrong header name, so the key
goes in as a token; and it believes that the list of operations and some details need no credentials, so it gets them
as a default header.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import docspace_api_sdk as sdk  # noqa: E402
from docspace_api_sdk.api.api_keys.api_keys_api import ApiKeysApi  # noqa: E402
from docspace_api_sdk.api.files.files_api import FilesApi  # noqa: E402
from docspace_api_sdk.api.files.folders_api import FoldersApi  # noqa: E402
from docspace_api_sdk.api.files.operations_api import OperationsApi  # noqa: E402
from docspace_api_sdk.api.files.settings_api import SettingsApi  # noqa: E402
from docspace_api_sdk.api.people.profiles_api import ProfilesApi  # noqa: E402
from docspace_api_sdk.api.rooms.rooms_api import RoomsApi  # noqa: E402
from docspace_api_sdk.models.auto_cleanup_request_dto import AutoCleanupRequestDto  # noqa: E402
from docspace_api_sdk.models.batch_request_dto import BatchRequestDto  # noqa: E402
from docspace_api_sdk.models.delete import Delete  # noqa: E402
from docspace_api_sdk.models.delete_batch_request_dto import DeleteBatchRequestDto  # noqa: E402

from portal import Portal  # noqa: E402


class VendorClient:
    def __init__(self, portal):
        self.portal = portal
        client = self.client(portal.key)
        self.keys, self.people = ApiKeysApi(client), ProfilesApi(client)
        self.files, self.folders, self.rooms = FilesApi(client), FoldersApi(client), RoomsApi(client)
        self.operations, self.settings = OperationsApi(client), SettingsApi(client)

    def client(self, key):
        configuration = sdk.Configuration(host=self.portal.url)
        configuration.access_token = key
        client = sdk.ApiClient(configuration)
        # The client sends one Bearer header for a token of any kind: exactly what a key needs.
        assert configuration.auth_settings()["Bearer"]["value"] == f"Bearer {key}"
        client.set_default_header("Authorization", f"Bearer {key}")
        return client

    def trash(self):
        """Titles as the client parses them, ids as the wire has them."""
        entries = {}
        start = 0
        while True:
            raw = self.folders.get_trash_folder_without_preload_content(count=100, start_index=start)
            page = json.loads(raw.data)["response"]
            parsed = self.folders.get_trash_folder(count=100, start_index=start).response
            got = page["folders"] + page["files"]
            if not got:
                return entries
            assert len(parsed.folders) + len(parsed.files) == len(got)
            assert parsed.total == page["total"] and parsed.current.id == page["current"]["id"]
            for entry in got:
                entries[("folder" if entry["fileEntryType"] == 1 else "file", entry["id"])] = entry
            start += len(got)

    def settle(self, operation):
        for _ in range(500):
            answer = self.operations.get_operation_statuses(id=operation.id).response
            if not answer:
                return None
            if answer[0].finished:
                return answer[0]
            time.sleep(0.01)
        raise AssertionError("the operation never ended")


def who_am_i(vendor):
    key = vendor.keys.get_api_key().response
    me = vendor.people.get_self_profile().response
    assert key.is_active and key.key is None and key.create_by.id == me.id and key.expires_at is None
    assert me.display_name == "Alice Example" and me.email


def look_around(vendor):
    mine = vendor.folders.get_my_folder(count=1).response.current
    assert mine.title == "My documents" and int(mine.root_folder_type) == 5
    rooms = {room.title for room in vendor.rooms.get_rooms_folder().response.folders}
    assert rooms == {"Finance 2026", "Marketing"}, rooms
    trash = vendor.folders.get_trash_folder(count=1).response.current
    assert int(trash.root_folder_type) == 3
    path = vendor.folders.get_folder_path(folder_id=mine.id).response
    assert [folder.title for folder in path] == ["My documents"]
    setting = AutoCleanupRequestDto(set=True, gap=6)
    assert int(vendor.settings.change_automatically_clean_up(setting).response.gap) == 6
    assert vendor.settings.get_automatically_clean_up().response.is_auto_clean_up
    return mine.id


def restore(vendor, mine):
    before = vendor.trash()
    file = next(key for key, entry in before.items() if key[0] == "file" and not entry.get("locked"))
    folder = next(key for key in before if key[0] == "folder")
    body = BatchRequestDto.from_dict(
        {
            "fileIds": [file[1]], "folderIds": [folder[1]], "destFolderId": mine, "conflictResolveType": "Duplicate",
            "deleteAfter": False, "content": False, "returnSingleOperation": True,
        }
    )
    answer = vendor.operations.move_batch_items(batch_request_dto=body).response
    assert len(answer) == 1 and int(answer[0].operation) == 0
    # Without credentials the list is empty, which looks like the end of the operation and is not (§1).
    bare = OperationsApi(sdk.ApiClient(sdk.Configuration(host=vendor.portal.url)))
    assert bare.get_operation_statuses(id=answer[0].id).response == []
    end = vendor.settle(answer[0])
    assert end.progress == 100 and not end.error, end
    assert int(vendor.files.get_file_info(file_id=file[1]).response.root_folder_type) == 5
    assert int(vendor.folders.get_folder_info(folder_id=folder[1]).response.root_folder_type) == 5
    after = vendor.trash()
    assert set(before) - set(after) == {file, folder}


def purge(vendor):
    before = vendor.trash()
    doomed = [key[1] for key, entry in before.items() if key[0] == "file" and not entry.get("locked")][:20]
    body = DeleteBatchRequestDto.from_dict(
        {"fileIds": doomed, "folderIds": [], "deleteAfter": False, "immediately": False, "returnSingleOperation": True}
    )
    answer = vendor.operations.delete_batch_items(delete_batch_request_dto=body).response
    end = vendor.settle(answer[0])
    assert int(end.operation) == 2 and end.processed == str(len(doomed)), end
    assert set(before) - set(vendor.trash()) == {("file", id) for id in doomed}
    single = next(key[1] for key, entry in vendor.trash().items() if key[0] == "file" and not entry.get("locked"))
    answer = vendor.files.delete_file(
        file_id=single, delete=Delete(delete_after=False, immediately=False), return_single_operation=True
    ).response
    vendor.settle(answer[0])
    assert ("file", single) not in vendor.trash()


def refusals(vendor):
    locked = next(key[1] for key, entry in vendor.trash().items() if entry.get("locked"))
    for body, status in (({"fileIds": [locked]}, 403), ({"fileIds": [2147483647]}, 404)):
        try:
            vendor.operations.delete_batch_items(delete_batch_request_dto=DeleteBatchRequestDto.from_dict(body))
            raise AssertionError("accepted")
        except sdk.ApiException as error:
            assert error.status == status, error
    try:
        FoldersApi(vendor.client("sk-wrong")).get_trash_folder()
        raise AssertionError("accepted")
    except sdk.ApiException as error:
        assert error.status == 401 and not error.body, error
    assert OperationsApi(vendor.client("stale")).get_operation_statuses().response == []


def empty(vendor):
    try:
        vendor.operations.empty_trash(single=True)
        raise AssertionError("one locked file blocks it")
    except sdk.ApiException as error:
        assert error.status == 403
    locked = [key[1] for key, entry in vendor.trash().items() if entry.get("locked")]
    for id in locked:
        vendor.portal.control("edit", {"item": f"file:{id}", "lockedBy": None})
    answer = vendor.operations.empty_trash(single=True).response
    assert len(answer) == 1
    assert vendor.operations.get_operation_statuses_by_type(operation_type=2).response
    vendor.settle(answer[0])
    assert vendor.trash() == {}
    vendor.operations.terminate_tasks(id=answer[0].id)


def main(binary):
    with Portal(binary) as portal:
        vendor = VendorClient(portal)
        mine = look_around(vendor)
        steps = [
            ("who am i", lambda: who_am_i(vendor)), ("restore", lambda: restore(vendor, mine)),
            ("purge", lambda: purge(vendor)), ("refusals", lambda: refusals(vendor)),
            ("empty", lambda: empty(vendor)),
        ]
        for name, step in steps:
            step()
            print(f"vendor_sdk: {name}: ok")


if __name__ == "__main__":
    main(sys.argv[1])
