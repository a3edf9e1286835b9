//! What the making of papers tells.

use kernel::{ContactId, FileId, PaperId, Ref};

crate::facts! {
    /// A paper is asked for: its data is frozen under this hash.
    PaperAsked = "paper.asked" about contact {
        open paper: PaperId, open contact: Option<ContactId>,
        /// The record it shows.
        open on: Ref,
        /// `proposal`, `agreement`, `invoice`, `credit_note`.
        open document: String,
        /// SHA-256 of the frozen data, hex.
        open data_sha256: String,
    }

    /// It is made, and these bytes are the record for ever.
    PaperMade = "paper.made" about contact {
        open paper: PaperId, open contact: Option<ContactId>, open on: Ref, open document: String,
        open file: FileId,
        /// Hex, of the PDF.
        open sha256: String,
        /// What made it, such as `typst 0.15.1`.
        open maker: String,
    }

    /// It cannot be made, and this is why.
    PaperFailed = "paper.failed" about contact {
        open paper: PaperId, open contact: Option<ContactId>, open on: Ref, open document: String,
        open reason: String,
    }
}
