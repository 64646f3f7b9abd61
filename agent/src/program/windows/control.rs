//! Asks the service manager: install, replace, take away, tell.

use super::{NAME, event, place, text};
use crate::program::{arguments::Asked, complain, say};
use agent::installation;
use model::Lang;
use std::{
    ffi::OsString,
    time::{Duration, Instant},
};
use windows_service::{
    Error,
    service::{
        Service, ServiceAccess, ServiceAction, ServiceActionType, ServiceErrorControl, ServiceFailureActions,
        ServiceFailureResetPeriod, ServiceInfo, ServiceStartType, ServiceState, ServiceType,
    },
    service_manager::{ServiceManager, ServiceManagerAccess},
};

/// So long a change of state may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// A service that still runs after this time has started well.
const SETTLED: Duration = Duration::from_secs(3);
/// `ERROR_ACCESS_DENIED` and `ERROR_SERVICE_DOES_NOT_EXIST` (winerror.h).
const DENIED: i32 = 5;
const MISSING: i32 = 1060;

/// What the service is to be in the list of services.
const DISPLAY: &str = "Pantau agent";
const DESCRIPTION: &str = "Mengamati komputer ini dan melaporkannya kepada kolektor pantau. Observes this computer and reports it to a pantau collector.";

/// Puts the service in place and starts it. Over an older one: stops that, replaces the program, starts again; the data and the
/// service's options stay. Where the same program runs already nothing is done, so that a script may call it at every start of
/// the machine. The line to show.
pub fn install(asked: &Asked) -> Result<String, String> {
    let lang = asked.lang;
    let refused = |error: Error| told(lang, &error);
    let unplaced = |error: std::io::Error| text::not_placed(lang, place::folder().display(), error);
    let manager = manager(lang, ServiceManagerAccess::CONNECT | ServiceManagerAccess::CREATE_SERVICE)?;
    installation::protect(&asked.data).map_err(|error| text::not_protected(lang, asked.data.display(), error))?;
    let known = match manager.open_service(NAME, ServiceAccess::ALL_ACCESS) {
        Ok(service) => Some(service),
        Err(error) if code(&error) == Some(MISSING) => None,
        Err(error) => return Err(refused(error)),
    };
    let in_place = place::runs_in_place() || place::is_same();
    let has_options = asked.data_named || asked.no_users;
    if in_place && !has_options && known.as_ref().is_some_and(runs) {
        return Ok(text::unchanged(lang).to_owned());
    }
    if !in_place {
        place::prepare().map_err(unplaced)?;
    }
    if let Some(service) = &known {
        stop(service, lang)?;
    }
    if !in_place && let Err(error) = place::replace() {
        // The older one goes on as it was.
        let _ = known.as_ref().map(|service| service.start::<OsString>(&[]));
        return Err(unplaced(error));
    }
    let (service, is_new) = match known {
        Some(service) => (service, false),
        None => (manager.create_service(&info(asked), ServiceAccess::ALL_ACCESS).map_err(refused)?, true),
    };
    configure(&service, asked, is_new).map_err(refused)?;
    if let Err(error) = event::register() {
        complain(&text::not_set(lang, "event log", error));
    }
    begin(&service, lang)?;
    place::settle();
    Ok(match is_new {
        true => text::installed(lang, place::program().display(), asked.data.display()),
        false => text::replaced(lang, place::program().display()),
    })
}

fn runs(service: &Service) -> bool {
    service.query_status().is_ok_and(|status| status.current_state == ServiceState::Running)
}

/// Starts it; a newer program that does not stay up gives way to the older one.
fn begin(service: &Service, lang: Lang) -> Result<(), String> {
    let started = service.start::<OsString>(&[]).and_then(|()| stays_up(service));
    match started {
        Ok(true) => Ok(()),
        other => {
            let reason = other.map_or_else(|error| told(lang, &error), |_| text::ended_early(lang).to_owned());
            let _ = stop(service, lang);
            if place::restore() {
                let _ = service.start::<OsString>(&[]);
                return Err(text::put_back(lang, reason));
            }
            Err(text::not_started(lang, reason))
        }
    }
}

fn stays_up(service: &Service) -> Result<bool, Error> {
    let (start, mut up_since) = (Instant::now(), None);
    while start.elapsed() < PATIENCE {
        match service.query_status()?.current_state {
            ServiceState::Running if up_since.get_or_insert_with(Instant::now).elapsed() >= SETTLED => return Ok(true),
            ServiceState::Running | ServiceState::StartPending => {}
            _ => return Ok(false),
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(false)
}

/// The options of the service: those of the command line that installs it.
fn info(asked: &Asked) -> ServiceInfo {
    let mut arguments: Vec<OsString> =
        vec!["service".into(), "run".into(), "--lang".into(), asked.lang.pick("id", "en").into()];
    // Always named: the variables of a service are not those of the prompt.
    arguments.extend(["--data".into(), asked.data.clone().into()]);
    if asked.no_users {
        arguments.push("--no-users".into());
    }
    ServiceInfo {
        name: NAME.into(),
        display_name: DISPLAY.into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::AutoStart,
        error_control: ServiceErrorControl::Normal,
        executable_path: place::program(),
        launch_arguments: arguments,
        dependencies: Vec::new(),
        // LocalSystem.
        account_name: None,
        account_password: None,
    }
}

/// An upgrade keeps the options unless some are named. What makes a service comfortable is put right every time; where it is
/// refused the service runs nevertheless, and it is told.
fn configure(service: &Service, asked: &Asked, is_new: bool) -> Result<(), Error> {
    if !is_new && (asked.data_named || asked.no_users) {
        service.change_config(&info(asked))?;
    }
    let again =
        |seconds| ServiceAction { action_type: ServiceActionType::Restart, delay: Duration::from_secs(seconds) };
    let restarts = ServiceFailureActions {
        reset_period: ServiceFailureResetPeriod::After(Duration::from_secs(86_400)),
        reboot_msg: None,
        command: None,
        actions: Some(vec![again(10), again(60), again(300)]),
    };
    for (what, done) in [
        ("description", service.set_description(DESCRIPTION)),
        ("delayed start", service.set_delayed_auto_start(true)),
        ("restart on failure", service.update_failure_actions(restarts)),
        ("restart on an error code", service.set_failure_actions_on_non_crash_failures(true)),
    ] {
        if let Err(error) = done {
            complain(&text::not_set(asked.lang, what, told(asked.lang, &error)));
        }
    }
    Ok(())
}

/// Takes service and program away; the data stays.
pub fn uninstall(asked: &Asked) -> Result<String, String> {
    let lang = asked.lang;
    let manager = manager(lang, ServiceManagerAccess::CONNECT)?;
    let service = manager.open_service(NAME, ServiceAccess::ALL_ACCESS).map_err(|error| told(lang, &error))?;
    stop(&service, lang)?;
    service.delete().map_err(|error| told(lang, &error))?;
    event::unregister();
    if !place::remove() {
        complain(&text::still_there(lang, place::program().display()));
    }
    Ok(text::uninstalled(lang, asked.data.display()))
}

/// Tells whether it runs: 0 it does, 1 it cannot be asked, 2 it does not.
pub fn status(lang: Lang) -> u8 {
    let manager = ServiceManager::local_computer(None::<&str>, ServiceManagerAccess::CONNECT);
    let service = manager.and_then(|manager| manager.open_service(NAME, ServiceAccess::QUERY_STATUS));
    match service.and_then(|service| service.query_status()) {
        Ok(status) if status.current_state == ServiceState::Running => {
            say(&text::runs(lang, status.process_id.unwrap_or_default()));
            0
        }
        Ok(_) => {
            say(text::is_stopped(lang));
            2
        }
        Err(error) => {
            complain(&told(lang, &error));
            if code(&error) == Some(MISSING) { 2 } else { 1 }
        }
    }
}

fn manager(lang: Lang, access: ServiceManagerAccess) -> Result<ServiceManager, String> {
    ServiceManager::local_computer(None::<&str>, access).map_err(|error| told(lang, &error))
}

/// Stops it, if it runs, and waits until it has ended.
fn stop(service: &Service, lang: Lang) -> Result<(), String> {
    let start = Instant::now();
    let mut asked = false;
    while start.elapsed() < PATIENCE {
        match service.query_status().map_err(|error| told(lang, &error))?.current_state {
            ServiceState::Stopped => return Ok(()),
            ServiceState::Running if !asked => {
                service.stop().map_err(|error| told(lang, &error))?;
                asked = true;
            }
            _ => std::thread::sleep(Duration::from_millis(200)),
        }
    }
    Err(text::does_not_stop(lang).to_owned())
}

fn code(error: &Error) -> Option<i32> {
    match error {
        Error::Winapi(error) => error.raw_os_error(),
        _ => None,
    }
}

fn told(lang: Lang, error: &Error) -> String {
    match (code(error), error) {
        (Some(DENIED), _) => text::needs_admin(lang).to_owned(),
        (Some(MISSING), _) => text::not_installed(lang).to_owned(),
        (_, Error::Winapi(error)) => text::refused(lang, error),
        (_, error) => text::refused(lang, error),
    }
}
