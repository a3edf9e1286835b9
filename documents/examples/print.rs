//! Prints every sample paper into a folder, to be looked at: `cargo run -p documents --example print --
//! FOLDER`.

#[path = "../tests/samples/mod.rs"]
mod samples;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "papers".into());
    std::fs::create_dir_all(&folder)?;
    let press = documents::Press::new(None);
    for (name, order) in samples::all() {
        match press.print(&order) {
            Ok(pdf) => std::fs::write(format!("{folder}/{name}.pdf"), pdf)?,
            Err(trouble) => println!("{name}: {trouble}"),
        }
    }
    Ok(())
}
