//! What `service` says, both languages side by side.

model::messages! {
    help {
        id: "
Layanan Windows (sebagai Administrator):
  service install      pasang sebagai layanan lalu jalankan; di atas yang lama: ganti programnya, datanya tetap
  service uninstall    hentikan dan lepas layanannya; datanya tetap
  service status       keadaan layanan: 0 berjalan, 2 tidak",
        en: "
Windows service (as Administrator):
  service install      install as a service and start it; over an older one: replace the program, keep the data
  service uninstall    stop and remove the service; the data stays
  service status       how the service is: 0 it runs, 2 it does not",
    }
    started(name) { id: "{name} berjalan sebagai layanan", en: "{name} runs as a service" }
    needs {
        id: "tulis: pantau-agent service install, uninstall atau status",
        en: "write: pantau-agent service install, uninstall or status",
    }
    only_by_manager {
        id: "'service run' hanya untuk manajer layanan Windows; untuk mencoba di sini: pantau-agent run",
        en: "'service run' is for the service manager of Windows only; to try it here: pantau-agent run",
    }
    needs_admin {
        id: "akses ditolak: jalankan dari prompt sebagai Administrator",
        en: "access denied: run this from a prompt as Administrator",
    }
    not_installed { id: "layanan pantau-agent tidak terpasang", en: "the service pantau-agent is not installed" }
    refused(reason) { id: "manajer layanan menolak: {reason}", en: "the service manager refuses: {reason}" }
    not_set(what, reason) {
        id: "sifat layanan tidak dapat diatur ({what}): {reason}; dilewati",
        en: "a property of the service cannot be set ({what}): {reason}; passed over",
    }
    not_placed(path, reason) {
        id: "program tidak dapat ditaruh di {path}: {reason}; yang lama tidak diubah",
        en: "the program cannot be put into {path}: {reason}; an older one is unchanged",
    }
    not_protected(path, reason) {
        id: "hak akses {path} tidak dapat dibatasi: {reason}",
        en: "access to {path} cannot be restricted: {reason}",
    }
    installed(program, data) {
        id: "layanan pantau-agent terpasang dan berjalan ({program}); data di {data}",
        en: "the service pantau-agent is installed and runs ({program}); data in {data}",
    }
    replaced(program) {
        id: "layanan pantau-agent diperbarui dan berjalan ({program}); datanya tetap",
        en: "the service pantau-agent is upgraded and runs ({program}); its data is kept",
    }
    unchanged {
        id: "layanan pantau-agent sudah berjalan dengan program ini; tidak ada yang diubah",
        en: "the service pantau-agent runs this very program already; nothing was changed",
    }
    ended_early { id: "layanan berhenti segera setelah dijalankan", en: "the service ended soon after its start" }
    put_back(reason) {
        id: "program baru tidak berjalan ({reason}); program lama dipasang kembali",
        en: "the new program does not run ({reason}); the older one was put back",
    }
    not_started(reason) {
        id: "layanan terpasang tetapi tidak berjalan: {reason}; lihat agent.log di direktori data",
        en: "the service is installed but does not run: {reason}; see agent.log in the data directory",
    }
    does_not_stop { id: "layanan tidak berhenti dalam 30 detik", en: "the service does not stop within 30 seconds" }
    uninstalled(data) {
        id: "layanan pantau-agent dilepas; data tetap di {data}",
        en: "the service pantau-agent is removed; the data stays in {data}",
    }
    still_there(program) {
        id: "{program} sedang dipakai dan tidak terhapus; hapus sendiri nanti",
        en: "{program} is in use and was not deleted; delete it later",
    }
    runs(pid) { id: "layanan pantau-agent berjalan (pid {pid})", en: "the service pantau-agent runs (pid {pid})" }
    is_stopped { id: "layanan pantau-agent berhenti", en: "the service pantau-agent is stopped" }
}
