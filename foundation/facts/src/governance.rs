//! What governance tells: who may come in, who came in, and what was lent to whom.

use kernel::{LinkId, SessionId, TokenId, UserId};

crate::facts! {
    /// The business exists: its first administrator set it up.
    BusinessSetUp = "business.set_up" about administrator { open administrator: UserId }

    /// Somebody may join the staff.
    UserInvited = "user.invited" about user { open user: UserId, open role: String }

    /// They chose a password and are in.
    UserJoined = "user.joined" about user { open user: UserId }

    /// Name, role, team or stand-in of a user changed.
    UserChanged = "user.changed" about user { open user: UserId }

    /// They may not come in any more; their work goes to the stand-in.
    UserDeactivated = "user.deactivated" about user { open user: UserId }

    /// They may come in again.
    UserReactivated = "user.reactivated" about user { open user: UserId }

    /// A new password; every other session has ended.
    PasswordChanged = "user.password_changed" about user { open user: UserId }

    /// A way to choose a new password was handed out.
    ResetRequested = "user.reset_requested" about user { open user: UserId }

    /// Somebody signed in.
    SessionStarted = "session.started" { open session: SessionId, open user: UserId }

    /// Signed out, expired or ended by an administrator.
    SessionEnded = "session.ended" { open session: SessionId, open user: UserId }

    /// A program may act for a user, within these scopes.
    TokenIssued = "token.issued" { open token: TokenId, open user: UserId }

    /// It may not any more.
    TokenRevoked = "token.revoked" { open token: TokenId }

    /// A customer got a link to one object.
    LinkMade = "link.made" { open link: LinkId, open object: String }
}
