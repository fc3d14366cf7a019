//! Enrolments for people.

use yicang_domain::events::Enrolment;

/// A grant as people read it: `depots D1; sites S1, S2; coordinator`.
pub fn in_words(grant: &Enrolment) -> String {
    let all =
        |name: &str, ids: Vec<String>| if ids.is_empty() { None } else { Some(format!("{name} {}", ids.join(", "))) };
    let parts = [
        all("depots 储备库", grant.depots.iter().map(ToString::to_string).collect()),
        all("sites 需求点", grant.sites.iter().map(ToString::to_string).collect()),
        grant.coordinator.then(|| "coordinator 协调员".to_owned()),
        grant.recovery.then(|| "recovery key 恢复密钥".to_owned()),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "may do nothing 无权限".to_owned() } else { parts.join("; ") }
}
