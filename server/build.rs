//! Builds the web application when its sources changed and writes the table of embedded files to
//! `$OUT_DIR/assets.rs`: bytes as they are, bytes in brotli, ETag, type. Never writes into the source tree
//! beside `web/node_modules`. WEB_DIST=folder embeds a folder built before, WEB_SKIP=1 a placeholder page.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, process::Command};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const SOURCES: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
    "postcss.config.cjs",
];
const NO_NPM: &str = "npm was not found. Install Node.js 20.19 or newer, or set WEB_DIST=<folder built \
                      before>, or WEB_SKIP=1 for a server without the web application.";
const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not built</title>\
                           <h1>The web application is not in this build</h1>\
                           <p>Build again with Node.js installed and without WEB_SKIP.</p>";

fn main() -> Outcome {
    let web = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../web");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    println!("cargo::rerun-if-env-changed=WEB_DIST");
    println!("cargo::rerun-if-env-changed=WEB_SKIP");
    match built(&web, &out)? {
        Some(dist) => embed(&dist, &out),
        None => embed(&placeholder(&out)?, &out),
    }
}

fn release() -> bool {
    env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

/// The folder with the built application; `None` where this build does without.
fn built(web: &Path, out: &Path) -> Outcome<Option<PathBuf>> {
    if let Ok(dist) = env::var("WEB_DIST") {
        let dist = web.join("..").join(dist);
        println!("cargo::rerun-if-changed={}", dist.display());
        return Ok(Some(dist));
    }
    if env::var("WEB_SKIP").is_ok_and(|skip| skip != "0") {
        return Ok(None);
    }
    if !Command::new("npm").arg("--version").output().is_ok_and(|npm| npm.status.success()) {
        if release() {
            return Err(NO_NPM.into());
        }
        println!("cargo::warning={NO_NPM} Serving a placeholder page.");
        return Ok(None);
    }
    bundle(web, out).map(Some)
}

/// One build at a time: two cargo commands would run npm in the same folder.
#[allow(clippy::disallowed_methods)] // the lock has to be found by its name
fn bundle(web: &Path, out: &Path) -> Outcome<PathBuf> {
    let turn = env::temp_dir().join(format!("throughline-web-{:016x}.lock", fnv(web_path(web)?.as_bytes())));
    let turn = File::create(turn)?;
    turn.lock()?;
    install(web)?;
    let dist = out.join("dist");
    let folder = dist.to_str().ok_or("the target folder's path is text")?;
    npm(web, &["run", "build", "--", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"])?;
    Ok(dist)
}

fn web_path(web: &Path) -> Outcome<String> {
    Ok(web.canonicalize()?.to_string_lossy().into_owned())
}

/// Installs exactly what the lock file says, only when it changed since the last time.
fn install(web: &Path) -> Outcome {
    let wanted = format!("{:016x}", fnv(&fs::read(web.join("package-lock.json"))?));
    let stamp = web.join("node_modules/.throughline-lock");
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    npm(web, &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])?;
    Ok(fs::write(&stamp, wanted)?)
}

fn npm(web: &Path, words: &[&str]) -> Outcome {
    let done = Command::new("npm").args(words).current_dir(web).output()?;
    if done.status.success() {
        return Ok(());
    }
    let said = [String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr)].concat();
    let lines: Vec<&str> = said.lines().take(60).collect();
    Err(format!("`npm {}` failed in {}:\n{}", words.join(" "), web.display(), lines.join("\n")).into())
}

fn placeholder(out: &Path) -> Outcome<PathBuf> {
    let folder = out.join("placeholder");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("index.html"), PLACEHOLDER)?;
    Ok(folder)
}

/// Writes the sorted table that `src/assets.rs` includes.
fn embed(dist: &Path, out: &Path) -> Outcome {
    let mut files = files_under(dist)?;
    files.sort();
    let store = out.join("embedded");
    fs::create_dir_all(&store)?;
    let mut table = String::from("static ASSETS: &[Asset] = &[\n");
    for (place, file) in files.iter().enumerate() {
        let path = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        table.push_str(&row(&path, &fs::read(file)?, &store.join(place.to_string()))?);
    }
    table.push_str("];\n");
    Ok(fs::write(out.join("assets.rs"), table)?)
}

fn row(path: &str, bytes: &[u8], copy: &Path) -> Outcome<String> {
    fs::write(copy, bytes)?;
    let (mime, text) = kind(path);
    let mut row = format!("    Asset {{ path: {path:?}, mime: {mime:?}, etag: ");
    write!(row, "{:?}, raw: include_bytes!({copy:?}), br: ", format!("W/\"{:016x}\"", fnv(bytes)))?;
    // The page itself gets a fresh nonce in every answer: it cannot be compressed beforehand.
    if text && path != "index.html" {
        let small = copy.with_extension("br");
        compress(bytes, &small)?;
        writeln!(row, "Some(include_bytes!({small:?})) }},")?;
    } else {
        row.push_str("None },\n");
    }
    Ok(row)
}

fn compress(bytes: &[u8], to: &Path) -> Outcome {
    let quality = if release() { 11 } else { 4 };
    let mut stream = brotli::CompressorWriter::new(File::create(to)?, 1 << 16, quality, 22);
    stream.write_all(bytes)?;
    Ok(stream.flush()?)
}

/// MIME type, and whether it is text that compresses.
fn kind(path: &str) -> (&'static str, bool) {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => ("text/html; charset=utf-8", true),
        "js" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "svg" => ("image/svg+xml", true),
        "json" => ("application/json", true),
        "webmanifest" => ("application/manifest+json", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "png" => ("image/png", false),
        "ico" => ("image/x-icon", false),
        "woff2" => ("font/woff2", false),
        _ => ("application/octet-stream", false),
    }
}

fn files_under(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_under(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

/// FNV-1a, 64 bits: tells versions of a file apart, protects nothing.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
