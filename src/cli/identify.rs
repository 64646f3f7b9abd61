//! Arguments of `pantau identify`.

use super::Tree;
use clap::Command;

impl Tree {
    pub(super) fn identify(&self) -> Command {
        self.command(
            "identify",
            "Kenali perangkat dari sysObjectID dan sysDescr saja, tanpa jaringan",
            "Recognise devices from sysObjectID and sysDescr alone, without a network",
        )
        .arg(
            self.flag(
                "stdin",
                "Baca baris JSON {\"sys_object_id\", \"sys_descr\"} dari masukan baku",
                "Read JSON lines {\"sys_object_id\", \"sys_descr\"} from standard input",
            )
            .required(true),
        )
        .after_help(self.t(
            "\nSatu baris jawaban untuk setiap baris, urutannya sama; {} bila tidak dikenali.\nKode keluar: 0; 64 untuk baris yang bukan objek JSON seperti itu, dengan nomor barisnya.\n",
            "\nOne line of answer for each line, in the same order; {} where it is not recognised.\nExit code: 0; 64 for a line that is no such JSON object, naming its number.\n",
        ))
    }
}
