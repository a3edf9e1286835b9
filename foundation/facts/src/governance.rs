//! What governance tells: who may come in, who came in, and what was lent to whom.

use kernel::{LinkId, SessionId, TeamId, TokenId, UserId, ViewId};

crate::facts! {
    /// The business exists: its first administrator set it up.
    BusinessSetUp = "business.set_up" about administrator { open administrator: UserId }

    /// Somebody may join the staff.
    UserInvited = "user.invited" about user { open user: UserId, open role: String }

    /// They chose a password and are in.
    UserJoined = "user.joined" about user { open user: UserId }

    /// Name, address, role, team or stand-in of a user changed.
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
    SessionStarted = "session.started" about user { open session: SessionId, open user: UserId }

    /// Signed out, expired or ended by an administrator.
    SessionEnded = "session.ended" about user { open session: SessionId, open user: UserId }

    /// A program may act for a user, within these scopes.
    TokenIssued = "token.issued" about user { open token: TokenId, open user: UserId }

    /// The program may not act any more.
    TokenRevoked = "token.revoked" { open token: TokenId }

    /// A group that owns work exists.
    TeamAdded = "team.added" { open team: TeamId }

    /// A team goes by another name.
    TeamRenamed = "team.renamed" { open team: TeamId }

    /// Somebody keeps how they look at a list, under a name.
    ViewSaved = "view.saved" { open view: ViewId, open user: UserId }

    /// It has another name or other filters, or is shown to others than before.
    ViewChanged = "view.changed" { open view: ViewId, open user: UserId }

    /// It is gone; the list is not.
    ViewRemoved = "view.removed" { open view: ViewId, open user: UserId }

    /// The business shows another logo, or none; `user` put it there.
    LogoChanged = "business.logo_changed" about user { open user: UserId }

    /// A customer got a link to one object.
    LinkMade = "link.made" { open link: LinkId, open object: String }
}
