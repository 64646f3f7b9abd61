//! `service install|uninstall|status`: the agent as a service of Windows, which the service manager starts as `service run`.
//!
//! It runs as LocalSystem, starts with the machine (delayed), and is started again when it fails. The service manager writes its
//! starts, stops and failures into the System event log, the agent itself into the Application log (`event`); everything else it
//! has to say goes to its journal.

mod control;
pub(super) mod event;
mod place;
mod text;

use super::{arguments::Asked, complain, journal, say, watch};
use model::api::Leaving;
use std::{ffi::OsString, sync::mpsc, time::Duration};
use windows_service::{
    define_windows_service,
    service::{ServiceControl, ServiceControlAccept, ServiceExitCode, ServiceState, ServiceStatus, ServiceType},
    service_control_handler::{self, ServiceControlHandlerResult, ServiceStatusHandle},
    service_dispatcher,
};

/// Name of the service.
pub const NAME: &str = "pantau-agent";
/// Interval of observations.
const INTERVAL: Duration = Duration::from_secs(60);
/// So long the service manager may wait for the end: the last state is written in milliseconds.
const ENDING: Duration = Duration::from_secs(10);

/// What is asked of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Put the program and the service in place, or a newer program in the place of an older one.
    Install,
    /// Take both away; the data stays.
    Uninstall,
    /// How it is.
    Status,
    /// By the service manager only.
    Run,
}

impl Task {
    /// The task of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "install" => Self::Install,
            "uninstall" => Self::Uninstall,
            "status" => Self::Status,
            "run" => Self::Run,
            _ => return None,
        })
    }
}

/// The block of the help that is of this system.
pub fn help(lang: model::Lang) -> &'static str {
    text::help(lang)
}

/// What to write instead.
pub fn needs(lang: model::Lang) -> &'static str {
    text::needs(lang)
}

/// Runs the command; the exit code.
pub fn run(asked: &Asked, task: Task) -> u8 {
    let done = match task {
        Task::Install => control::install(asked),
        Task::Uninstall => control::uninstall(asked),
        Task::Status => return control::status(asked.lang),
        Task::Run => service_dispatcher::start(NAME, service_main)
            .map(|()| String::new())
            .map_err(|_| text::only_by_manager(asked.lang).to_owned()),
    };
    match done {
        Ok(line) => {
            if !line.is_empty() {
                say(&line);
            }
            0
        }
        Err(line) => {
            complain(&line);
            1
        }
    }
}

define_windows_service!(service_main, serve);

/// Called by the service manager on a thread of its own; the arguments are those of the command line of the service.
fn serve(_arguments: Vec<OsString>) {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    let lang = super::arguments::asked_lang(&words);
    let Ok(asked) = super::arguments::parse(words, lang) else { return };
    journal::open(&asked.data);
    let (stop, stopped) = mpsc::channel();
    let handler = move |control| match control {
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        ServiceControl::Stop | ServiceControl::Shutdown => {
            let is_stop = matches!(control, ServiceControl::Stop);
            // Nobody listens once the agent has ended by itself.
            let _ = stop.send(if is_stop { Leaving::Stopped } else { Leaving::Shutdown });
            ServiceControlHandlerResult::NoError
        }
        _ => ServiceControlHandlerResult::NotImplemented,
    };
    let Ok(status) = service_control_handler::register(NAME, handler) else { return };
    event::open();
    let name = concat!("pantau-agent ", env!("CARGO_PKG_VERSION"));
    complain(name);
    event::tell(event::Happening::Started, &text::started(lang, name));
    tell(status, ServiceState::Running, 0);
    let forward = std::thread::Builder::new().name("service".into()).spawn(move || {
        if let Ok(why) = stopped.recv() {
            tell(status, ServiceState::StopPending, 0);
            watch::stop(why);
        }
    });
    let code = match forward {
        Ok(_) => watch::run(&asked, INTERVAL, None),
        Err(error) => {
            super::fault(&super::text::no_thread(lang, error));
            1
        }
    };
    complain(super::text::ended(lang));
    if code == 0 {
        event::tell(event::Happening::Ended, &format!("{name}: {}", super::text::ended(lang)));
    }
    tell(status, ServiceState::Stopped, u32::from(code));
}

/// States the service's state; a code other than 0 is a failure, after which the service manager starts it again.
fn tell(handle: ServiceStatusHandle, state: ServiceState, code: u32) {
    let accepted = match state {
        ServiceState::Running => ServiceControlAccept::STOP | ServiceControlAccept::SHUTDOWN,
        _ => ServiceControlAccept::empty(),
    };
    let status = ServiceStatus {
        service_type: ServiceType::OWN_PROCESS,
        current_state: state,
        controls_accepted: accepted,
        exit_code: if code == 0 { ServiceExitCode::Win32(0) } else { ServiceExitCode::ServiceSpecific(code) },
        checkpoint: 0,
        wait_hint: if state == ServiceState::StopPending { ENDING } else { Duration::ZERO },
        process_id: None,
    };
    if let Err(error) = handle.set_service_status(status) {
        complain(&error.to_string());
    }
}
