"""`make demo-reset`: forget the database and files of a data folder; the next `make run` loads the demo again."""

from __future__ import annotations

import os
import shutil

from deploy.local import folders
from deploy.local.postgres import Cluster
from deploy.local.run import end_orphans, sole_run, tell
from deploy.local.trouble import Trouble, told_in_one_sentence

OURS = ("media", "private", "static", "queue", "log", "secret")


@told_in_one_sentence
def main() -> None:
    if os.environ.get("TITIAN_DATABASE_URL"):
        raise Trouble("TITIAN_DATABASE_URL terisi; basis data di luar tidak dihapus dari sini. Kosongkan sendiri.")
    data = folders.data_folder()
    with sole_run(data):
        end_orphans(data)
        cluster = Cluster(data)
        cluster.stop()
        cluster.remove()
        for path in (*(data / name for name in OURS), *data.glob("beat*")):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    tell(f"Data contoh di {data} sudah dihapus. Mulai lagi dengan: make run")


if __name__ == "__main__":
    main()
