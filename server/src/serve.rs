//! Serving: opens the house, starts its workers, answers until SIGTERM or SIGINT, and ends without losing
//! anything.

use std::io::{ErrorKind, IsTerminal};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use verbs::Desk;

use crate::options::Process;
use crate::place::Ground;
use crate::reach::Reach;
use crate::work::Workers;
use crate::{Done, Failed, assets, house};

/// What is under way when the process is asked to end has this long.
const LAST_REQUESTS: Duration = Duration::from_secs(15);
const HEAD: Duration = Duration::from_secs(30);
const CERTIFICATE: Duration = Duration::from_secs(3600);

pub async fn serve(process: &Process) -> Done {
    let reach = Reach::of(process)?;
    let tls = certificate(&reach).await?;
    let ground = Ground::of(process, &reach.public_url)?;
    let listener = listen(reach.listen)?;
    let desk = house::open(&ground).await?;
    ask_for_code(&desk, &reach).await?;
    let (closing, watching) = watch::channel(false);
    let workers = Workers::start(&desk, &watching);
    let handle = Handle::new();
    tokio::spawn(until_asked(closing.clone(), handle.clone()));
    if let Some((tls, files)) = tls.clone().zip(reach.tls.clone()) {
        tokio::spawn(renew(tls, files, watching.clone()));
    }
    tracing::info!(listen = %listener.local_addr()?, public_url = reach.public_url, "serving");
    greet(&reach);
    let served = answer((listener, tls), &reach, process, (desk, watching, handle)).await;
    // Also where nobody asked: a worker ends by no other word.
    closing.send_replace(true);
    workers.finish().await;
    tracing::info!("ended");
    served
}

/// Who started this at a terminal is told in plain words where to go; the log's line is for machines.
fn greet(reach: &Reach) {
    if std::io::stderr().is_terminal() {
        eprintln!("\nThroughline is running. Open {} in your browser. Ctrl+C ends it.\n", reach.public_url);
    }
}

/// Where others can reach an empty house, only whoever reads this may set it up.
async fn ask_for_code(desk: &Desk, reach: &Reach) -> Done {
    if reach.here_alone() {
        return Ok(governance::setup::lift_code(&desk.store).await?);
    }
    if let Some(code) = governance::setup::require_code(&desk.store).await? {
        eprintln!("Set the business up at {}/app/ with the code {}", reach.public_url, code.expose());
    }
    Ok(())
}

fn listen(at: SocketAddr) -> Done<TcpListener> {
    let why = |error: std::io::Error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => "is another server running?",
            ErrorKind::PermissionDenied => {
                "ports below 1024 are for those who hold CAP_NET_BIND_SERVICE; take another one behind a proxy"
            }
            ErrorKind::AddrNotAvailable => "this machine has no such address",
            _ => "choose another address with --listen",
        };
        Failed::from(format!("cannot listen on {at}: {error}; {advice}"))
    };
    let listener = TcpListener::bind(at).map_err(why)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

type Entrance = (TcpListener, Option<RustlsConfig>);
type Running = (Desk, watch::Receiver<bool>, Handle<SocketAddr>);

async fn answer((listener, tls): Entrance, reach: &Reach, process: &Process, running: Running) -> Done {
    let (desk, closing, handle) = running;
    let options = wire::Options {
        proxies: reach.proxies.clone(),
        only_proxies: reach.only_proxies(),
        open_metrics: process.open_metrics.unwrap_or(false),
        application: assets::application,
        closing,
        ..wire::Options::of(&reach.public_url)
    };
    let service = wire::service(desk, options);
    match tls {
        None => {
            let mut server = axum_server::from_tcp(listener)?.handle(handle);
            patience(server.http_builder());
            server.serve(service).await?;
        }
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
            patience(server.http_builder());
            server.serve(service).await?;
        }
    }
    Ok(())
}

/// Whoever opens a connection and says nothing does not hold it for ever.
fn patience(builder: &mut hyper_util::server::conn::auto::Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD);
}

/// Read before anything is made or started; `None` where this server speaks no TLS.
async fn certificate(reach: &Reach) -> Done<Option<RustlsConfig>> {
    let Some((cert, key)) = &reach.tls else { return Ok(None) };
    let wrong =
        |error| Failed::from(format!("{} and {} do not load: {error}", cert.display(), key.display()));
    RustlsConfig::from_pem_file(cert, key).await.map(Some).map_err(wrong)
}

/// Certificates are renewed on disk; nobody restarts a server for that.
async fn renew(tls: RustlsConfig, (cert, key): (PathBuf, PathBuf), mut closing: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(CERTIFICATE) => {}
            _ = closing.changed() => return,
        }
        if let Err(error) = tls.reload_from_pem_file(&cert, &key).await {
            tracing::error!(%error, "the certificate could not be read again; the old one stays");
        }
    }
}

/// SIGTERM from the service manager, SIGINT from a person.
async fn until_asked(closing: watch::Sender<bool>, handle: Handle<SocketAddr>) {
    let mut term = signal(SignalKind::terminate()).expect("signals can be listened for");
    let mut int = signal(SignalKind::interrupt()).expect("signals can be listened for");
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
    tracing::info!("asked to end: finishing what is under way");
    closing.send_replace(true);
    handle.graceful_shutdown(Some(LAST_REQUESTS));
}
