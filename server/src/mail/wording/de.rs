//! German.

use super::{About, Wording};

pub static WORDING: Wording = Wording {
    tag: "de",
    greeting: "Guten Tag {name},",
    received: About {
        subject: "Ihre Bestellung {number} ist angekommen",
        badge: "Zahlung offen",
        heading: "Danke für Ihre Bestellung",
        intro: "Ihre Bestellung über {total} ist bei uns angekommen; diese Preise sind für Sie reserviert. Sobald \
                sie bezahlt ist, geht es los.",
        next: &[
            "Noch nicht bezahlt? Öffnen Sie in Pannier unter „Bestellungen“ diese Bestellung und wählen Sie \
             „Bezahlen“.",
            "Gerade bezahlt? Dann müssen Sie nichts tun: In wenigen Minuten folgt die Bestätigung.",
            "Eine Bestellung, die nicht rechtzeitig bezahlt wird, verfällt von selbst und kostet nichts.",
        ],
    },
    paid: About {
        subject: "Ihre Bestellung {number} ist bezahlt und bestätigt",
        badge: "Bezahlt",
        heading: "Bezahlt – wir fangen an",
        intro: "Ihre Zahlung über {total} ist eingegangen, Ihre Bestellung ist bestätigt. Vielen Dank.",
        next: &["Jeden Schritt sehen Sie in Pannier unter „Bestellungen“."],
    },
    order: "Bestellung",
    placed_on: "Bestellt am",
    your_services: "Ihre Leistungen",
    note: "Ihre Notiz",
    each: "je {price}",
    subtotal: "Zwischensumme",
    discount: "Rabatt",
    shipping: "Versand",
    total: "Gesamt",
    tax_contained: "enthält {amount} Steuer",
    tax_added: "zzgl. Steuer",
    delivery: "Voraussichtlich fertig",
    remote: "Aus der Ferne",
    on_site: "Bei Ihnen vor Ort",
    shipped: "Per Paket",
    address: "Ihre Adresse",
    what_next: "Wie es weitergeht",
    remote_next: "Was aus der Ferne erledigt wird, braucht Sie nicht zu Hause; wir schreiben, wenn es fertig ist.",
    on_site_next: "Wir kommen an einem Werktag in der genannten Zeit. Bitte sorgen Sie dafür, dass wir ins Haus können.",
    shipped_next: "Die Zeit, die ein Paket unterwegs ist, ist in der genannten Zeit enthalten.",
    questions: "Fragen? Antworten Sie einfach auf diese Mail.",
    why: "{provider} schickt diese Mail, weil mit dieser Adresse bestellt wurde.",
};
