//! Who may know whom: the dependency graph, as `cargo metadata` tells it.

use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use super::Finding;

/// A crate of the workspace: its folder and what it names in its manifest.
#[derive(Debug)]
pub struct Crate {
    pub name: String,
    /// From the root, with `/`.
    pub folder: String,
    pub needs: Vec<Need>,
}

#[derive(Debug)]
pub struct Need {
    pub name: String,
    /// Only for tests.
    pub dev: bool,
}

/// The layers of the foundation, from the ground up: each may know those before it.
const LAYERS: [&str; 5] = ["kernel", "facts", "store", "verbs", "wire"];

/// Crates from outside that one place alone may know.
const OWNED: [(&[&str], &[&str]); 6] = [
    (&["axum"], &["wire", "server"]),
    (&["axum-server"], &["server"]),
    (&["rusqlite", "tokio-postgres", "deadpool-postgres"], &["store", "bench"]),
    (&["getrandom", "rand"], &["kernel"]),
    (&["lettre"], &["connect"]),
    (&["typst", "typst-layout", "typst-pdf"], &["documents"]),
];

/// What keeps the kernel from being pure.
const IMPURE: [&str; 5] = ["tokio", "futures-util", "reqwest", "hyper", "ureq"];

pub fn read(root: &Path) -> Result<Vec<Crate>, String> {
    let mut cargo = Command::new(crate::cargo());
    cargo.current_dir(root).args(["metadata", "--format-version", "1", "--no-deps"]);
    let out = cargo.output().map_err(|e| format!("cargo metadata: {e}"))?;
    if !out.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&out.stderr)));
    }
    let told: Json = serde_json::from_slice(&out.stdout).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = told["packages"].as_array().ok_or("cargo metadata lists packages")?;
    Ok(packages.iter().map(|package| krate(root, package)).collect())
}

fn krate(root: &Path, package: &Json) -> Crate {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let manifest = text(&package["manifest_path"]);
    let folder = Path::new(&manifest).parent().and_then(|folder| folder.strip_prefix(root).ok());
    let needs = package["dependencies"].as_array().into_iter().flatten();
    let need = |need: &Json| Need { name: text(&need["name"]), dev: need["kind"] == "dev" };
    let folder = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
    Crate { name: text(&package["name"]), folder, needs: needs.map(need).collect() }
}

pub fn check(crates: &[Crate]) -> Vec<Finding> {
    let edges = crates.iter().flat_map(|from| from.needs.iter().map(move |need| (from, need)));
    let wrong = edges.filter_map(|(from, need)| {
        let to = crates.iter().find(|to| to.name == need.name);
        let why = to.map_or_else(|| outside(from, need), |to| inside(from, need, to))?;
        let place = format!("{}/Cargo.toml", from.folder);
        Some(Finding::fail(place, format!("`{}` may not know `{}`: {why}", from.name, need.name)))
    });
    wrong.collect()
}

fn inside(from: &Crate, need: &Need, to: &Crate) -> Option<&'static str> {
    let area = |krate: &Crate| krate.folder.split('/').next().unwrap_or_default().to_owned();
    let (from_area, to_area) = (area(from), area(to));
    match (from_area.as_str(), to_area.as_str()) {
        // The bench measures the engine of automations in the house of its tests.
        _ if to.name == "testing" && !need.dev && from.name != "bench" => {
            Some("the house for tests is for tests")
        }
        (_, "server") => Some("nothing depends on the server"),
        (_, "stories") if need.dev => None,
        (area, "documents") if area != "server" => Some("paper is asked for by PaperRequest"),
        ("line" | "offices", "line" | "offices") => Some("rooms tell by facts and look through windows"),
        ("line" | "offices" | "documents", "foundation") if to.name == "wire" => Some("rooms know no HTTP"),
        ("line" | "offices" | "documents", "foundation") => None,
        ("foundation", "foundation") => layers(&from.name, &to.name),
        ("foundation" | "line" | "offices" | "documents", _) => Some("it may know the foundation alone"),
        _ => None,
    }
}

fn layers(from: &str, to: &str) -> Option<&'static str> {
    let layer = |name: &str| LAYERS.iter().position(|known| *known == name);
    match (layer(from), layer(to)) {
        (Some(above), Some(below)) if below >= above => Some("wire → verbs → store → facts → kernel"),
        _ => None,
    }
}

fn outside(from: &Crate, need: &Need) -> Option<&'static str> {
    let place = from.folder.rsplit('/').next().unwrap_or_default();
    let owned = OWNED.iter().find(|(crates, _)| crates.contains(&need.name.as_str()));
    let outside_the_product = ["testing", "stories", "simulate", "bench", "xtask"].contains(&place);
    match owned {
        _ if place == "kernel" && IMPURE.contains(&need.name.as_str()) => Some("the kernel is pure"),
        Some((_, places)) if !places.contains(&place) && !need.dev && !outside_the_product => {
            Some("one place knows it, and offers what others need of it")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn krate(folder: &str, needs: &[(&str, bool)]) -> Crate {
        let name = folder.rsplit('/').next().unwrap().replace("server", "throughline");
        let needs = needs.iter().map(|(name, dev)| Need { name: name.to_string(), dev: *dev }).collect();
        Crate { name, folder: folder.to_owned(), needs }
    }

    /// How many failures when this crate stands in an otherwise clean house.
    fn with(folder: &str, needs: &[(&str, bool)]) -> usize {
        let rest = ["foundation/kernel", "foundation/facts", "foundation/store", "foundation/verbs"];
        let more = [
            "foundation/wire",
            "foundation/testing",
            "line/crm",
            "offices/connect",
            "documents",
            "server",
            "stories",
        ];
        let house = rest.iter().chain(&more).filter(|known| **known != folder).map(|known| krate(known, &[]));
        check(&house.chain([krate(folder, needs)]).collect::<Vec<_>>()).len()
    }

    #[test]
    fn rooms_know_the_foundation_alone() {
        assert_eq!(with("line/sales", &[("kernel", false), ("verbs", false), ("testing", true)]), 0);
        assert_eq!(with("line/sales", &[("crm", false)]), 1);
        assert_eq!(with("line/sales", &[("crm", true)]), 1, "not even in its tests");
        assert_eq!(with("offices/automation", &[("connect", false)]), 1);
        assert_eq!(with("offices/connect", &[("stories", true)]), 0, "a test may use its beds");
        assert_eq!(with("offices/connect", &[("stories", false)]), 1);
        assert_eq!(with("line/sales", &[("documents", false), ("wire", false), ("testing", false)]), 3);
        assert_eq!(with("line/sales", &[("axum", false), ("lettre", false), ("rusqlite", false)]), 3);
    }

    #[test]
    fn the_foundation_stands_in_layers_and_knows_no_room() {
        assert_eq!(with("foundation/wire", &[("verbs", false), ("kernel", false), ("axum", false)]), 0);
        assert_eq!(with("foundation/facts", &[("store", false)]), 1);
        assert_eq!(with("foundation/verbs", &[("wire", false), ("axum", false)]), 2);
        assert_eq!(with("foundation/store", &[("crm", false), ("rusqlite", false)]), 1);
        assert_eq!(with("foundation/kernel", &[("tokio", false), ("rusqlite", false), ("axum", false)]), 3);
    }

    #[test]
    fn nobody_knows_the_server_and_only_the_server_makes_paper() {
        assert_eq!(with("stories", &[("throughline", true)]), 1);
        assert_eq!(with("server", &[("documents", false), ("crm", false), ("wire", false)]), 0);
        assert_eq!(with("server", &[("typst", false)]), 1);
        assert_eq!(with("documents", &[("typst", false), ("kernel", false)]), 0);
    }
}
