//! What each kind of mail says in German.

use super::super::Kind;
use super::{About, Tone};

const FOLLOW: &str = "Jeden Schritt sehen Sie in Pannier unter „Bestellungen“.";
const LOOK: &str =
    "Melden Sie sich in Pannier als Personal an: Die Bestellung steht unter „Zu prüfen“, mit den Gründen.";

pub fn about(kind: Kind) -> About {
    match kind {
        Kind::OrderReceived => About {
            subject: "Ihre Bestellung {number} ist angekommen",
            badge: "Zahlung offen",
            tone: Tone::Open,
            heading: "Danke für Ihre Bestellung",
            intro: "Ihre Bestellung über {total} ist bei uns angekommen; diese Preise sind für Sie reserviert. Sobald \
                    sie bezahlt ist, geht es los.",
            next: &[
                "Noch nicht bezahlt? Öffnen Sie in Pannier unter „Bestellungen“ diese Bestellung und wählen Sie \
                 „Bezahlen“.",
                "Gerade bezahlt? Dann müssen Sie nichts tun: In wenigen Minuten folgt die Bestätigung.",
                "Eine Bestellung, die nicht rechtzeitig bezahlt wird, läuft von selbst ab und kostet nichts.",
            ],
        },
        Kind::Paid => About {
            subject: "Ihre Bestellung {number} ist bezahlt und bestätigt",
            badge: "Bezahlt",
            tone: Tone::Good,
            heading: "Bezahlt und bestätigt",
            intro: "Vielen Dank: Ihre Zahlung über {total} ist eingegangen, und Ihre Bestellung ist bestätigt.",
            next: &[FOLLOW],
        },
        Kind::BeingChecked => About {
            subject: "Wir prüfen die Zahlung für Ihre Bestellung {number}",
            badge: "In Prüfung",
            tone: Tone::Open,
            heading: "Ihre Zahlung wird geprüft",
            intro: "Für Ihre Bestellung ist eine Zahlung bei uns eingegangen. Wir prüfen sie, bevor wir anfangen; das \
                    dauert meist nicht länger als einen Werktag.",
            next: &[
                "Sie müssen nichts tun; bitte zahlen Sie auch nicht noch einmal. Sobald die Bestellung bestätigt ist, \
                 schreiben wir Ihnen.",
                "Können wir die Bestellung nicht annehmen, geht Ihr Geld auf demselben Weg an Sie zurück.",
            ],
        },
        Kind::Started => About {
            subject: "Wir haben mit Ihrer Bestellung {number} begonnen",
            badge: "In Arbeit",
            tone: Tone::Good,
            heading: "Wir haben angefangen",
            intro: "Die Arbeit an Ihrer Bestellung hat begonnen.",
            next: &[
                "Wir schreiben Ihnen wieder, wenn alles fertig ist oder sich ein Termin verschiebt.",
                FOLLOW,
            ],
        },
        Kind::Finished => About {
            subject: "Ihre Bestellung {number} ist erledigt",
            badge: "Erledigt",
            tone: Tone::Good,
            heading: "Alles ist erledigt",
            intro: "Ihre Bestellung ist vollständig erledigt. Danke für Ihr Vertrauen.",
            next: &[
                "Den Beleg finden Sie weiterhin in Pannier unter „Bestellungen“.",
                "Ist etwas nicht so, wie es sein soll? Antworten Sie auf diese Mail, und wir bringen es in Ordnung.",
            ],
        },
        Kind::PromiseMoved => About {
            subject: "Neue Termine für Ihre Bestellung {number}",
            badge: "Neue Termine",
            tone: Tone::Open,
            heading: "Der Termin hat sich verschoben",
            intro: "Die Tage, an denen wir Ihre Bestellung voraussichtlich erledigen, haben sich geändert. Hier steht, was \
                    vorher geplant war und was jetzt gilt.",
            next: &[
                "Passen Ihnen die neuen Tage nicht? Antworten Sie auf diese Mail, und wir finden andere.",
                FOLLOW,
            ],
        },
        Kind::Changed => About {
            subject: "Ihre Bestellung {number} wurde geändert",
            badge: "Geändert",
            tone: Tone::Open,
            heading: "Ihre Bestellung wurde geändert",
            intro: "Hier steht, was jetzt anders ist. Alles Übrige bleibt wie vereinbart.",
            next: &[
                "Wollten Sie das nicht? Antworten Sie auf diese Mail, und wir kümmern uns darum.",
                FOLLOW,
            ],
        },
        Kind::Cancelled => About {
            subject: "Ihre Bestellung {number} ist storniert",
            badge: "Storniert",
            tone: Tone::Over,
            heading: "Ihre Bestellung ist storniert",
            intro: "Ihre Bestellung ist storniert und wird nicht mehr ausgeführt.",
            next: &["Sie können dasselbe in Pannier jederzeit wieder bestellen."],
        },
        Kind::Expired => About {
            subject: "Ihre Bestellung {number} ist abgelaufen",
            badge: "Abgelaufen",
            tone: Tone::Over,
            heading: "Ihre Bestellung ist abgelaufen",
            intro: "Ihre Bestellung wurde nicht rechtzeitig bezahlt und ist deshalb abgelaufen. Es wurde nichts abgebucht, \
                    und Sie müssen nichts tun.",
            next: &[
                "Sie können dasselbe in Pannier jederzeit wieder bestellen, zu den dann gültigen Preisen.",
            ],
        },
        Kind::PaymentFailed => About {
            subject: "Die Zahlung für Ihre Bestellung {number} hat nicht geklappt",
            badge: "Zahlung offen",
            tone: Tone::Alarm,
            heading: "Die Zahlung hat nicht geklappt",
            intro: "Ihre Zahlung über {total} hat nicht geklappt; es wurde nichts abgebucht. Die Bestellung wartet weiter \
                    auf Sie.",
            next: &[
                "Öffnen Sie in Pannier unter „Bestellungen“ diese Bestellung und wählen Sie „Bezahlen“: mit einer anderen \
                 Karte oder auf einem anderen Weg.",
                "Eine Bestellung, die nicht rechtzeitig bezahlt wird, läuft von selbst ab und kostet nichts.",
            ],
        },
        Kind::Refunded => About {
            subject: "Geld zurück für Ihre Bestellung {number}",
            badge: "Erstattet",
            tone: Tone::Good,
            heading: "Ihr Geld ist auf dem Weg zurück",
            intro: "Wir haben Ihnen {amount} auf dem Weg erstattet, auf dem Sie bezahlt haben.",
            next: &["Je nach Bank dauert es bis zu zehn Werktage, bis Sie den Betrag auf Ihrem Konto sehen."],
        },
        Kind::NeedsReview => About {
            subject: "{number}: Zahlung prüfen",
            badge: "Zu prüfen",
            tone: Tone::Alarm,
            heading: "Eine Zahlung ist zu prüfen",
            intro: "Die Zahlung passt nicht zu dieser Bestellung oder sieht nach Betrug aus. Die Arbeit beginnt erst, wenn \
                    Sie entschieden haben.",
            next: &[LOOK, "Geben Sie sie dort frei, damit es weitergeht, oder stornieren Sie sie."],
        },
        Kind::RefundFailed => About {
            subject: "{number}: Erstattung fehlgeschlagen",
            badge: "Nicht erstattet",
            tone: Tone::Alarm,
            heading: "Eine Erstattung ist fehlgeschlagen",
            intro: "Die Erstattung von {amount} an den Kunden ist fehlgeschlagen. Der Betrag gilt wieder als bezahlt.",
            next: &[
                LOOK,
                "Erstatten Sie dort noch einmal, oder klären Sie es mit dem Kunden auf anderem Weg.",
            ],
        },
        Kind::Disputed => About {
            subject: "{number}: Zahlung bestritten",
            badge: "Bestritten",
            tone: Tone::Alarm,
            heading: "Eine Zahlung wird bestritten",
            intro: "Die Bank des Kunden bestreitet die Zahlung dieser Bestellung. Antworten Sie rechtzeitig beim \
                    Zahlungsanbieter: Ohne Antwort ist das Geld verloren.",
            next: &[LOOK],
        },
        Kind::DisputeWon => About {
            subject: "{number}: Zahlungsstreit gewonnen",
            badge: "Gewonnen",
            tone: Tone::Good,
            heading: "Der Zahlungsstreit ist gewonnen",
            intro: "Die Bank des Kunden hat für Sie entschieden: Sie behalten die Zahlung dieser Bestellung.",
            next: &[LOOK],
        },
        Kind::DisputeLost => About {
            subject: "{number}: Zahlungsstreit verloren",
            badge: "Verloren",
            tone: Tone::Alarm,
            heading: "Der Zahlungsstreit ist verloren",
            intro: "Die Bank des Kunden hat gegen Sie entschieden: Die Zahlung dieser Bestellung wurde zurückgebucht.",
            next: &[LOOK],
        },
        Kind::NewDesk => About {
            subject: "Neue Anmeldung in Ihrem Konto",
            badge: "Neues Gerät",
            tone: Tone::Open,
            heading: "Anmeldung auf einem neuen Gerät",
            intro: "In Ihrem Konto bei {provider} hat sich jemand auf einem neuen Gerät angemeldet.",
            next: &[
                "Waren Sie das? Dann müssen Sie nichts tun.",
                "Waren Sie das nicht? Antworten Sie sofort auf diese Mail: Jemand kennt Ihr Passwort.",
            ],
        },
    }
}
