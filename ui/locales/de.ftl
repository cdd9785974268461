## Words that are everywhere
loading = Wird geladen
optional = optional
add = Hinzufügen
add-what = : { $service }
added = { $service } liegt im Warenkorb
remove = Entfernen
remove-what = : { $service }
removed = { $service } wurde entfernt
cleared = Der Warenkorb wurde geleert
undo = Rückgängig
undone = Zurückgenommen
dismiss = Ausblenden
close = Schließen
ok = OK
change = Ändern
next = Weiter
back = Zurück
try-again = Noch einmal versuchen
never = nie
page = Seite
category = Kategorie
service = Leistung
services = Leistungen
quantity = Menge
quantity-of = Menge von { $service }
quantity-up = Eins mehr
quantity-down = Eins weniger
note = Notiz
note-add = Notiz hinzufügen
note-edit = Notiz ändern
note-placeholder = Was sollten wir wissen?
quoted = „{ $text }“
price-from = ab { $price }
unit-times = { $quantity } × { $unit }
promise = Voraussichtlich { $window }
promise-estimate = Eine Schätzung. Ihr Anbieter bestätigt die Tage, bevor Sie bezahlen.
tax-included = Inklusive Steuer
tax-rate = Enthält { $rate } Steuer
in-cart = im Warenkorb
name = Name
email = E-Mail
password = Passwort
password-show = Passwort anzeigen
phone = Telefon
contact = Kontakt
address = Adresse
review = Prüfen
payment = Bezahlung
paid = Bezahlt
paid-through = Bezahlt ({ $gateway })
refunded = Erstattet
summary = Übersicht
subtotal = Zwischensumme
discount = Nachlass
shipping = Versand
shipping-none = entfällt
shipping-free = kostenlos
total = Gesamtsumme
total-estimate = Voraussichtliche Summe
tax-contained = darin enthaltene Steuer
tax = Steuer
tax-contained-rate = darin enthalten: { $rate } Steuer
tax-added = zzgl. { $rate } Steuer
shipping-standard = Standard
to-browse = Leistungen ansehen
delivery-remote = Online
delivery-on-site = Vor Ort
delivery-shipped = Versand

## The frame
nav = Hauptmenü
skip = Zum Inhalt springen
browse = Stöbern
cart = Warenkorb
orders = Bestellungen
settings = Einstellungen
breadcrumb = Zurück zu
failed-title = Das hat nicht geklappt
not-found-title = Hier ist nichts
not-found-text = Was Sie suchen, ist nicht hier oder nicht mehr.
token-missing = Sie sind abgemeldet. Hier funktioniert weiter alles; melden Sie sich an, um Änderungen zu senden und zu bezahlen.
token-missing-waiting = { $count ->
    [one] Melden Sie sich wieder an, um Ihre Änderung zu senden. Sie ist hier gespeichert.
   *[other] Melden Sie sich wieder an, um Ihre { $count } Änderungen zu senden. Sie sind hier gespeichert.
  }
too-old = Diese Version von Pannier ist zu alt für Ihren Anbieter. Was Sie haben, bleibt lesbar; mit der neuen Version geht es weiter.
recovered-catalogue = Der lokale Katalog war beschädigt und wird neu geladen. Von Ihren Daten ging nichts verloren.
recovered-user-store = Ihr lokaler Speicher war beschädigt. Er wurde beiseitegelegt, die neueste Kopie ist in Gebrauch; was der Server weiß, wird neu geladen.

## Keys and the palette
palette = Alles finden
palette-short = Finden
palette-placeholder = Zu einer Seite, Kategorie oder Leistung
palette-nothing = Nichts gefunden
keys = Tastenkürzel
keys-search = Suchen
keys-undo = Letzte Änderung am Warenkorb rückgängig machen
keys-close = Dialog schließen
key-ctrl-k = Strg K
key-ctrl = Strg
key-alt = Alt
key-escape = Esc

## Connect and sign in
connect-title = Mit Ihrem Anbieter verbinden
connect-lead = Wessen Leistungen möchten Sie bestellen?
connect-foot = Diese Adresse haben Sie von Ihrem Anbieter, vielleicht in einer Begrüßungsmail.
connect-url = Adresse
connect-hint = Wird jetzt geprüft und auf diesem Rechner gespeichert.
connect-submit = Verbinden
sign-in-title = Anmelden bei { $provider }
sign-in-lead = Mit dem Konto, das Ihr Anbieter für Sie eingerichtet hat.
sign-in-submit = Anmelden
sign-in-other-provider = Anderen Anbieter verwenden
sign-in-again = Erneut anmelden
sign-in-again-lead = Ihr Warenkorb und Ihre Änderungen sind noch hier. Gesendet werden sie, sobald Sie angemeldet sind.

## Browse
browse-title = Leistungen
browse-count = { $count ->
    [0] Keine Leistungen
    [one] 1 Leistung
   *[other] { $count } Leistungen
  }
search-placeholder = Leistungen suchen
browse-count-many = Mehr als { $count } Leistungen
search-nothing = Nichts gefunden für „{ $text }“
search-nothing-text = Versuchen Sie weniger oder kürzere Wörter. Wortanfänge genügen.
search-clear = Suche leeren
search-everywhere = In allen Kategorien suchen
categories = Kategorien
category-all = Alle Leistungen
catalogue-loading = Der Katalog wird geladen: { $have } von { $total }
catalogue-loading-label = Katalog geladen
catalogue-coming = Der Katalog ist unterwegs
catalogue-coming-text = Er wird einmal geladen und bleibt dann auf diesem Rechner. Die ersten Leistungen erscheinen gleich.
catalogue-waits = Es besteht keine Verbindung zu Ihrem Anbieter. Der Katalog wird geladen, sobald es eine gibt.
catalogue-empty = Noch keine Leistungen
catalogue-empty-text = Ihr Anbieter hat noch keine Leistungen veröffentlicht. Sie erscheinen hier von selbst.
category-empty = Nichts in dieser Kategorie
category-empty-text = Ihr Anbieter bietet hier zurzeit keine Leistungen an.

## Service
order-it = Bestellen
about-service = Über diese Leistung
service-code = Leistungsnummer { $code }
service-withdrawn = Diese Leistung wird nicht mehr angeboten.
service-coming = Diese Leistung ist unterwegs
service-coming-text = Der Katalog wird noch geladen. Gehört die Leistung dazu, erscheint sie hier von selbst.
not-for-sale = Nicht verfügbar
line-loading = Unterwegs
line-unknown = Eine Leistung
surcharge-none = inklusive
add-to-cart = In den Warenkorb
already-in-cart = { $count ->
    [one] 1 im Warenkorb
   *[other] { $count } im Warenkorb
  }

## Cart
cart-lines = Leistungen im Warenkorb
cart-empty = Ihr Warenkorb ist leer
cart-empty-text = Suchen Sie aus, was Sie brauchen; es bleibt hier, auch ohne Verbindung.
cart-clear = Warenkorb leeren
cart-problems = { $count ->
    [one] Eine Leistung kann so nicht bestellt werden. Wählen Sie neu oder entfernen Sie sie, um fortzufahren.
   *[other] { $count } Leistungen können so nicht bestellt werden. Wählen Sie neu oder entfernen Sie sie, um fortzufahren.
  }
choose-again = Neu wählen
choose-again-text = In Ihrem Warenkorb liegt dies { $quantity }-mal mit einer Option, die nicht mehr angeboten wird. Wählen Sie neu; Menge und Notiz bleiben, wie sie sind.
choose-again-with-note = mit Ihrer Notiz: „{ $text }“
replace = Im Warenkorb ersetzen
replaced = { $service } hat die neuen Optionen
saved-here = Noch nicht gesendet
was-now = war { $was }, jetzt { $now }
item-count = { $count ->
    [one] 1 Stück
   *[other] { $count } Stück
  }
checkout = Zur Kasse
cart-loading = Der Katalog ist noch unterwegs; dann sind auch die Preise da.
checkout-blocked = Etwas im Warenkorb braucht zuerst Ihre Aufmerksamkeit.
estimate-hint = Preise inklusive Steuer. Ihr Anbieter bestätigt Preise und Liefertage, bevor Sie bezahlen.
cart-offline = Sie sind offline. Ihr Warenkorb ist hier gespeichert; zum Bezahlen ist eine Verbindung nötig.
problem-unknown-service = Nicht mehr im Katalog
problem-withdrawn = Wird nicht mehr angeboten
problem-option-gone = Eine gewählte Option wird nicht mehr angeboten
problem-other-currency = In einer anderen Währung als Ihre Bestellungen
problem-too-large = Der Betrag ist zu groß
problem-duplicate = Doppelt im Warenkorb
problem-sold-out = Kein freier Tag für so viele
undo-added = Hinzufügen rückgängig machen
undo-quantity = Mengenänderung rückgängig machen
undo-removed = Entferntes zurückholen
undo-cleared = Alles zurückholen
undo-note = Notizänderung rückgängig machen
undo-replaced = Neue Auswahl zurücknehmen
undo-reordered = Erneutes Bestellen zurücknehmen

## Checkout
contact-title = Wen dürfen wir zu dieser Bestellung ansprechen?
email-hint = Hierhin geht die Bestätigung.
address-title = Wohin soll es gehen?
address-why = Etwas in Ihrem Warenkorb wird bei Ihnen vor Ort erledigt oder versandt.
street = Straße und Hausnummer
address-extra = Wohnung, Etage, Firma
postal-code = Postleitzahl
postal-zip = ZIP-Code
postal-eircode = Eircode
postal-pin = PIN-Code
city = Ort
post-town = Postort
suburb = Ortsteil
region-area = Gebiet
region-county = Grafschaft
region-department = Departement
region-district = Bezirk
region-do-si = Do oder Si
region-emirate = Emirat
region-island = Insel
region-oblast = Oblast
region-parish = Gemeinde (Parish)
region-prefecture = Präfektur
region-province = Provinz
region-state = Bundesstaat
please-choose = Bitte wählen
country = Land
country-choose = Land wählen
recipient = Kontakt und Lieferung
quote-offline = Zum Bezahlen ist eine Verbindung nötig
checkout-offline = Sie sind offline. Zum Bezahlen ist eine Verbindung nötig; Ihr Warenkorb und Ihre Eingaben bleiben hier, nichts geht verloren.
quote-failed = Die Preise konnten nicht bestätigt werden
quote-renew = Preise neu prüfen
back-to-cart = Zurück zum Warenkorb
price-moved = Nach Ihrem Warenkorb wären es { $before }. Jetzt sind es { $now }.
prices-moved = Einige Beträge haben sich seit dem Warenkorb geändert; die Summe ist gleich.
dates-moved = Liefertage haben sich seit dem Warenkorb verschoben; der Preis ist gleich.
moved-was-now = { $was } → { $now }
moved-new = neu
moved-gone = nicht mehr dabei
shipping-choose = Wie soll verschickt werden?
travel-days = { $days ->
    [one] 1 Werktag unterwegs
   *[other] { $days } Werktage unterwegs
  }
travel-days-between = { $min }–{ $max } Werktage unterwegs
shipping-way-not-there = Die gewählte Versandart geht nicht an diese Adresse. Eine andere wurde genommen; hier können Sie wählen.
coupon-code = Gutscheincode
coupon-apply = Einlösen
coupon-remove = Gutschein entfernen
coupon-applied = Gutschein { $code }
coupon-unknown = Einen Gutschein mit diesem Code gibt es nicht. Bitte prüfen Sie die Schreibweise.
coupon-not-yet = Dieser Gutschein gilt ab { $day }.
coupon-expired = Dieser Gutschein galt bis { $day }. Sie können ohne ihn fortfahren.
coupon-used-up = Dieser Gutschein ist aufgebraucht. Sie können ohne ihn fortfahren.
coupon-used-by-you = Sie haben diesen Gutschein schon eingelöst. Sie können ohne ihn fortfahren.
coupon-below-minimum = Dieser Gutschein gilt ab einem Wert von { $amount }. Fügen Sie etwas hinzu, oder fahren Sie ohne ihn fort.
coupon-other-currency = Dieser Gutschein hat eine andere Währung als Ihre Bestellung.
coupon-nothing-to-discount = Dieser Gutschein ist für andere Leistungen als die in Ihrem Warenkorb.
agree-dearer = Ich bin mit der neuen Summe von { $amount } einverstanden.
agree-later = Ich bin mit den späteren Liefertagen einverstanden.
agree-dearer-later = Ich bin mit der neuen Summe von { $amount } und den späteren Liefertagen einverstanden.
gateway-choose = Wie möchten Sie bezahlen?
gateway-sandbox = Testzahlung
gateway-stripe = Karte (Stripe)
gateway-paypal = PayPal
pay-with = Anders bezahlen: { $gateway }
refund-under-way = Erstattung unterwegs
refund-failed = Erstattung fehlgeschlagen
pay-amount = { $amount } bezahlen
consent = Sie bestellen zahlungspflichtig. { $amount } gehen an { $provider }, über: { $gateway }. Abgebucht wird erst, wenn Sie auf der Bezahlseite bestätigen.
consent-sandbox = Ein Test: Es fließt kein echtes Geld.
order-waiting = Ihre Bestellung ist hier gespeichert
order-waiting-text = Ihr Anbieter war nicht erreichbar. Die Bestellung wird gesendet, sobald eine Verbindung besteht, und wartet dann unter Bestellungen auf Ihre Bezahlung. Bis dahin wird nichts abgebucht.
field-required = Bitte ausfüllen.
field-too-long = Das ist zu lang.
field-unprintable = Das enthält Zeichen, die nicht erlaubt sind.
field-not-an-email = Das ist keine E-Mail-Adresse.
field-not-a-phone = Bitte Ziffern verwenden, mit + für das Land.
field-not-a-postal-code = Das ist keine Postleitzahl dieses Landes.
field-not-a-postal-code-like = Das ist keine Postleitzahl dieses Landes. Sie sieht so aus: { $example }.
field-not-of-the-region = Diese Postleitzahl gehört zu einem anderen Landesteil als dem gewählten.
field-unknown-region = Bitte wählen Sie aus der Liste.
field-not-a-code = Ein Code hat 3 bis 40 Buchstaben, Ziffern, - oder _.
field-taken = Das gibt oder gab es schon. Bitte wählen Sie etwas anderes.
field-not-a-percentage = Bitte geben Sie einen Prozentsatz bis 100 ein, etwa 7,5.
field-not-a-count = Bitte geben Sie eine ganze Zahl ab 1 ein.
field-not-a-day = Bitte geben Sie einen Tag wie 2026-12-24 ein.
field-before-start = Das liegt vor dem ersten Tag.
field-too-many-days = Das sind zu viele Tage auf einmal. Ein Jahr geht, mit höchstens 366 Tagen.
field-unknown-category = Diese Kategorie gibt es nicht mehr.
field-country-not-served = In dieses Land können wir nicht liefern.
field-not-a-price = Schreiben Sie einen Betrag wie 12,50, mit nicht mehr Nachkommastellen, als die Währung hat.
field-not-a-lead-time = Schreiben Sie Arbeitstage wie 2 oder 1-3, höchstens 365.
field-not-a-capacity = Schreiben Sie eine ganze Zahl von 1 bis 100.000 oder nichts. Für Versendetes gibt es keine Grenze pro Tag.
field-not-ahead = Wählen Sie einen Tag nach heute, höchstens zwei Jahre im Voraus.

## Payment
pay-preparing = Die Bezahlung wird vorbereitet
pay-preparing-text = Die Bezahlseite öffnet sich gleich.
pay-waiting = Wir warten auf Ihre Zahlung von { $amount } an { $provider }
pay-waiting-text = Schließen Sie die Zahlung im Bezahlfenster ab. Hier geht es dann von selbst weiter.
pay-in-browser-text = Schließen Sie die Zahlung in Ihrem Browser ab. Hier geht es dann von selbst weiter.
pay-asking = Wir fragen nach dem Ergebnis Ihrer Zahlung
pay-asking-text = Hier geht es von selbst weiter, sobald es eine Verbindung und eine Antwort gibt. Es wird nicht zweimal abgebucht.
pay-processing = Ihre Zahlung wird verarbeitet
pay-processing-text = Ihre Bank hat noch nicht entschieden. Sie müssen hier nicht warten: Die Bestellung geht von selbst weiter, und Sie bekommen eine E-Mail.
pay-closed = Es wurde nichts abgebucht
pay-closed-text = Sie haben das Bezahlfenster geschlossen. Ihre Bestellung bleibt bestehen und kann noch bezahlt werden.
pay-not-loaded = Die Bezahlseite ist nicht erschienen
pay-not-loaded-text = Es wurde nichts abgebucht. Vielleicht klappt es in Ihrem Browser.
pay-window-denied = Die Bezahlseite möchte ein weiteres Fenster öffnen
pay-window-denied-text = Das darf sie hier nicht. Machen Sie in Ihrem Browser weiter: Es ist dieselbe Zahlung, und Sie bezahlen einmal.
pay-cancelled = Zahlung abgebrochen
pay-cancelled-text = Es wurde nichts abgebucht. Ihre Bestellung bleibt bestehen und kann noch bezahlt werden.
pay-declined = Die Zahlung wurde abgelehnt
pay-expired = Diese Zahlung ist abgelaufen
pay-expired-text = Es wurde nichts abgebucht. Versuchen Sie es noch einmal oder sehen Sie sich die Bestellung an.
pay-failed = Die Bezahlseite konnte nicht geöffnet werden
pay-open = Bezahlfenster öffnen
pay-browser = Im Browser bezahlen
pay-again = Noch einmal versuchen
pay-later = Später bezahlen
pay-safe = Kartendaten gehen nur an den Zahlungsanbieter, nie durch Pannier.
decline-card-declined = Ihre Bank hat die Karte abgelehnt. Es wurde nichts abgebucht. Versuchen Sie es mit einer anderen Karte.
decline-insufficient-funds = Die Karte ist nicht ausreichend gedeckt. Es wurde nichts abgebucht. Versuchen Sie es mit einer anderen Karte.
decline-authentication-failed = Die Bestätigung bei Ihrer Bank ist nicht gelungen. Es wurde nichts abgebucht.
decline-gateway-error = Der Zahlungsanbieter hatte ein Problem. Es wurde nichts abgebucht. Versuchen Sie es gleich noch einmal.
decline-unknown = Es wurde nichts abgebucht. Versuchen Sie es noch einmal oder mit einer anderen Karte.

## Confirmation
confirmation = Danke, Ihre Bestellung ist bestätigt
confirmation-text = Ihre Zahlung ist angekommen.
confirmation-pending = Danke, Ihre Zahlung wird bestätigt
confirmation-pending-text = Die letzte Antwort ist unterwegs; diese Seite zieht von selbst nach.
confirmation-review = Danke, wir prüfen Ihre Zahlung
confirmation-review-text = Ihre Zahlung ist angekommen und wird von einem Menschen geprüft, bevor die Arbeit beginnt.
order-number = Bestellnummer
expected = Voraussichtlich
mail-sent = Bestätigung gesendet an
whats-next = Wie es weitergeht
next-prepare = Ihr Anbieter bereitet die Arbeit vor.
next-window = Voraussichtlicher Termin: { $window }
next-follow = Unter Bestellungen verfolgen Sie jeden Schritt; tut sich etwas, bekommen Sie eine E-Mail.
to-order = Zur Bestellung

## Orders
orders-search = Nach Nummer, Leistung oder Notiz suchen
orders-nothing = Keine passenden Bestellungen
orders-nothing-text = Keine Bestellung passt zu Suche und Filter.
orders-all = Alle Bestellungen zeigen
orders-waiting = { $count ->
    [one] Hier wartet eine Bestellung darauf, gesendet zu werden. Sie geht hinaus, sobald es eine Verbindung gibt; abgebucht wird erst, wenn Sie bezahlen.
   *[other] Hier warten { $count } Bestellungen darauf, gesendet zu werden. Sie gehen hinaus, sobald es eine Verbindung gibt; abgebucht wird erst, wenn Sie bezahlen.
}
orders-to-come = Ihre Bestellungen sind unterwegs
orders-to-come-text = Sie erscheinen hier, sobald dieser Rechner Ihren Anbieter erreicht hat.
orders-empty = Noch keine Bestellungen
orders-empty-text = Was Sie bestellen, erscheint hier, mit jedem Schritt, bis es fertig ist.
filters = Filter
filter-all = Alle
filter-to-pay = Zu bezahlen
filter-underway = Laufend
filter-ended = Beendet
filters-more = Weitere Filter
filters-less = Weniger Filter
filters-clear = Alle Filter löschen
filter-remove = Filter entfernen: { $what }
period = Bestellt
period-any = Jederzeit
period-30-days = In den letzten 30 Tagen
period-year = Im Jahr { $year }
period-between = Zwischen zwei Tagen
period-from = Erster Tag
period-to = Letzter Tag
range-from = ab { $from }
range-to = bis { $to }
with-service = Mit dieser Leistung
with-service-none = Keine Leistung, die Sie bestellt haben, heißt so.
ordered-in = { $count ->
    [one] 1 Bestellung
   *[other] { $count } Bestellungen
  }
amount-from = Summe ab
amount-to = Summe bis
amount-wrong = Ein Betrag in { $currency }, etwa 1.250,00
orders-nothing-hint = Ein Filter allein schließt alles aus. Entfernen Sie ihn, oder sehen Sie sich alle Bestellungen an.
orders-without = Ohne { $what }: { $count ->
    [one] 1 Bestellung
   *[other] { $count } Bestellungen
  }
export-orders = { $count ->
    [one] 1 Bestellung als Tabelle speichern
   *[other] { $count } Bestellungen als Tabelle speichern
  }
export-progress = { $have } von { $total } Bestellungen geschrieben
exported-orders = Die Bestellungen liegen in dieser Datei:
receipt = Zahlungsbeleg
confirmation-document = Bestellbestätigung
receipt-saved = Gespeichert als { $path }
order = Bestellung
order-title = Bestellung { $number }
order-placed = Bestellt am { $day }
order-and-more = { $first } und { $more } weitere
timeline = Verlauf
state-awaiting-payment = Zu bezahlen
state-needs-review = In Prüfung
state-confirmed = Bestätigt
state-in-progress = In Arbeit
state-completed = Erledigt
state-cancelled = Storniert
state-expired = Abgelaufen
sentence-processing = Ihre Zahlung wird verarbeitet. Sie müssen nichts tun.
sentence-awaiting-payment = Noch nicht bezahlt. Nach der Bezahlung voraussichtlich { $window }
sentence-pay-until = Noch nicht bezahlt. Bitte bezahlen Sie bis { $until }; danach voraussichtlich { $window }
sentence-needs-review = Bezahlt, wird von einem Menschen geprüft. Voraussichtlich { $window }
sentence-confirmed = Bezahlt. Voraussichtlich { $window }
sentence-in-progress = Die Arbeit läuft. Voraussichtlich { $window }
sentence-completed = Erledigt.
sentence-cancelled = Storniert. Es geschieht nichts weiter.
sentence-cancelled-paid = Storniert.
sentence-expired = Nicht rechtzeitig bezahlt, daher ist die Bestellung abgelaufen. Es wurde nichts abgebucht.
sentence-expired-paid = Nicht rechtzeitig bezahlt, daher ist die Bestellung abgelaufen.
sentence-refunded = { $amount } wurden Ihnen erstattet.
sentence-refund-under-way = { $amount } sind auf dem Weg zurück zu Ihnen.
sentence-refund-failed = Eine Erstattung ist nicht angekommen; Ihr Anbieter kümmert sich darum.
sentence-kept = { $amount } wurden einbehalten.
sentence-disputed = Die Zahlung wird bei Ihrer Bank bestritten.
order-actions = Was Sie tun können
order-again = Noch einmal bestellen
order-change = Bestellung ändern
order-changed = Die Bestellung wurde geändert
order-cancel = Bestellung stornieren
order-cancelled = Die Bestellung wurde storniert
policy-until-work = Sie können stornieren, bis die Arbeit beginnt.
policy-until-hours = { $hours ->
    [one] Sie können bis 1 Stunde vor dem ersten zugesagten Tag stornieren.
   *[other] Sie können bis { $hours } Stunden vor dem ersten zugesagten Tag stornieren.
  }
policy-fee = Dann werden { $percent } des Bezahlten einbehalten.
cancel-title = Diese Bestellung stornieren?
cancel-unpaid = Es wurde nichts bezahlt, also muss auch nichts zurückkommen.
cancel-back = Sie bekommen { $refund } zurück.
cancel-kept = Sie bekommen { $refund } zurück. { $kept } werden nach den Bedingungen Ihres Anbieters einbehalten.
cancel-kept-all = Es kommt nichts zurück: { $kept } werden nach den Bedingungen Ihres Anbieters einbehalten.
cancel-for-good = Eine stornierte Bestellung kann nicht wieder aufgenommen werden. Sie können das Gleiche neu bestellen.
cancel-keep = Bestellung behalten
reordered = In den Warenkorb gelegt
reorder-title = Einiges ist jetzt anders
reorder-add = { $count ->
    [one] 1 Leistung in den Warenkorb legen
   *[other] { $count } Leistungen in den Warenkorb legen
  }
reorder-same = wie zuvor
reorder-dearer = teurer: bisher { $was }, jetzt { $now }
reorder-cheaper = günstiger: bisher { $was }, jetzt { $now }
change-what = Was soll anders werden?
change-how = Was daran?
change-less = Weniger davon
change-give-up = Weglassen
change-note = Andere Notiz
change-later = Späterer Tag
change-of = von { $count }
change-day = Nicht vor dem
change-day-hint = Ein Tag nach dem zugesagten, zum Beispiel 2027-03-24.
change-same-country = Land und Region bleiben. Für ein anderes Land stornieren Sie und bestellen neu.
change-look = Ansehen, was sich ändert
change-confirm = Bestellung ändern
change-keep = Alles so lassen
change-total = Die neue Summe ist { $total }.
amended = { $what }: { $from } → { $to }
amended-given-up = { $what }: { $quantity } weggelassen
amended-none = keine
event-by-customer = {" "}· von der Kundin oder dem Kunden
event-by-staff = {" "}· vom Anbieter
event-placed = Bestellung aufgegeben
event-payment-failed = Zahlung abgelehnt
event-payment-cancelled = Zahlung abgebrochen
event-payment-expired = Zahlung abgelaufen
event-paid = Bezahlt
event-doubted = Zahlung in Prüfung
event-approved = Zahlung freigegeben
event-started = Arbeit begonnen
event-finished = Arbeit beendet
event-cancelled = Bestellung storniert
event-expired = Bestellung abgelaufen
event-refund-requested = Erstattung unterwegs
event-refunded = Erstattet
event-refund-failed = Erstattung fehlgeschlagen; der Anbieter kümmert sich
event-disputed = Zahlung bestritten
event-dispute-won = Streitfall beendet, Zahlung bleibt bestehen
event-dispute-lost = Streitfall beendet, Zahlung zurückgebucht
event-amended = Bestellung geändert
event-promise-moved = Lieferzeitraum verschoben

## Bearbeitung
staff = Bearbeitung
staff-search = Alle Bestellungen nach Nummer, Name, E-Mail oder Leistung durchsuchen
staff-offline = Die Bearbeitung braucht eine Verbindung
staff-unreachable = Der Server Ihres Anbieters ist gerade nicht erreichbar. Ohne ihn geht in der Bearbeitung nichts.
staff-old = Was Sie sehen, kann veraltet sein.
staff-state = Stand
staff-placed = Bestellt
staff-none-text = Sobald eine Bestellung so weit ist, erscheint sie hier von selbst.
staff-newer = Neuere
staff-older = Ältere
staff-pick = Bestellung { $number } auswählen
staff-pick-all = Alle auf dieser Seite auswählen
staff-pick-none = Auswahl aufheben
staff-picked = { $count ->
    [one] 1 Bestellung ausgewählt
   *[other] { $count } Bestellungen ausgewählt
  }
staff-moved = { $count ->
    [0] Keine Bestellung wurde weitergestellt.
    [one] 1 Bestellung wurde weitergestellt.
   *[other] { $count } Bestellungen wurden weitergestellt.
  }
staff-done = Erledigt
staff-review-open = Das muss sich jemand ansehen
staff-reviews-title = Zu prüfen
staff-reviews-count = Zu prüfen ({ $count })
staff-reviews-none = Nichts zu prüfen
staff-reviews-none-text = Wenn an einer Bestellung oder Zahlung etwas auffällt, erscheint es hier mit dem Grund.
staff-notes = Interne Notizen
staff-note-add = Neue Notiz
staff-note-private = Kunden sehen diese Notizen nie.
staff-to-customer = Nachricht an die Kundin oder den Kunden
books = Tabellen für die Buchhaltung
books-open = Exportieren…
books-text = Eine CSV-Datei für Tabellenkalkulationen und Buchhaltungsprogramme. Es zählen die Tage Ihres Geschäfts.
books-table = Was die Tabelle enthält
books-orders = Bestellungen nach Bestelltag
books-lines = Leistungen dieser Bestellungen
books-money = Zahlungen nach Zahlungstag
books-days = Er zählt mit; höchstens 366 Tage.
books-save = Als Tabelle speichern
books-busy = Die Tabelle wird geschrieben.
books-saved = Gespeichert als
mails = Mails
mails-none = Zu dieser Bestellung wurde noch keine Mail geschrieben.
mail-created = Geschrieben { $moment }
mail-left = gesendet { $moment }
mail-to-nobody = Ans Team, für das keine Adresse eingestellt ist
mail-again = Noch einmal senden
mail-again-what = : { $what }
mail-again-text = „{ $subject }“ geht noch einmal an { $to }.
mail-again-by = Noch einmal gesendet von { $by }
mail-waiting = wartet auf den Versand
mail-state-sent = gesendet
mail-failed = endgültig gescheitert
mail-bounced = Adresse gibt es nicht
mail-dropped = nicht mehr nötig
mail-needs-review = Ans Team: Zahlung zu prüfen
mail-refund-failed = Ans Team: Erstattung gescheitert
mail-disputed = Ans Team: Zahlung bestritten
mail-dispute-won = Ans Team: Streitfall gewonnen
mail-dispute-lost = Ans Team: Streitfall verloren
move-approved = Freigeben
move-approved-text = Die Zahlung gilt, und die Bestätigung geht per Mail hinaus.
move-started = Arbeit beginnen
move-started-text = Wer bestellt hat, sieht, dass die Arbeit läuft.
move-finished = Abschließen
move-finished-text = Die Bestellung ist damit erledigt. Das lässt sich nicht zurücknehmen.
move-cancelled = Bestellung stornieren
move-cancelled-text = Das lässt sich nicht zurücknehmen.
move-cancelled-paid = Das lässt sich nicht zurücknehmen. { $amount } sind bezahlt und müssen danach erstattet werden.
refund-give = Erstatten
refund-amount = Betrag
refund-most = Höchstens { $amount } auf einmal; leer lassen für alles.
refund-not-an-amount = Bitte geben Sie einen Betrag wie 12,50 ein.
refund-password = Es geht um Geld, daher wird Ihr Passwort noch einmal verlangt.
attempt-open = Noch nicht bezahlt
attempt-processing = Zahlung wird verarbeitet
risk-new-account-high-value = Ein neues Konto bestellt für einen hohen Betrag
risk-many-declines = Mehrere Zahlungen dieses Kontos wurden am letzten Tag abgelehnt
risk-many-attempts = Dieses Konto hat an einem Tag viele Zahlungen begonnen
risk-many-cards = Dieses Konto hat an einem Tag viele verschiedene Karten versucht
risk-many-attempts-desk = An diesem Gerät wurden an einem Tag viele Zahlungen begonnen
risk-many-declines-desk = An diesem Gerät wurden an einem Tag mehrere Zahlungen abgelehnt
risk-many-cards-desk = An diesem Gerät wurden an einem Tag viele verschiedene Karten versucht
risk-many-attempts-address = Für diese Anschrift wurden an einem Tag viele Zahlungen begonnen
risk-many-declines-address = Für diese Anschrift wurden an einem Tag mehrere Zahlungen abgelehnt
risk-many-cards-address = Für diese Anschrift wurden an einem Tag viele verschiedene Karten versucht
risk-country-mismatch = Das Land der zahlenden Person ist nicht das der Lieferung
risk-gateway-elevated = Der Zahlungsanbieter sieht ein erhöhtes Risiko
risk-gateway-highest = Der Zahlungsanbieter sieht das höchste Risiko
risk-postal-code-failed = Die Bank kennt die zahlende Person nicht unter dieser Postleitzahl
risk-cvc-failed = Die Prüfnummer der Karte war falsch
coupons = Gutscheine
coupons-search = Nach Code suchen
coupons-none = Keine Gutscheine
coupons-none-text = Gutscheine, die Sie hier oder am Terminal anlegen, erscheinen hier.
coupons-more = Nur die neuesten sind zu sehen. Suchen Sie die anderen nach ihrem Code.
coupon-new = Neuer Gutschein
coupon-add = Gutschein anlegen
coupon-end = Jetzt beenden
coupon-end-what = : { $code }
coupon-end-text = Ab jetzt kann ihn niemand mehr einlösen, und sein Code wird nicht wieder vergeben. Bestellungen, die ihn nutzen, behalten ihren Rabatt.
coupon-gives = Was er abzieht
coupon-in-percent = Prozent
coupon-in-money = Einen Betrag
coupon-percent = Prozent, etwa 7,5
coupon-most = Höchstens
coupon-minimum = Mindestwert
coupon-from = Erster Tag
coupon-until = Letzter Tag
coupon-uses = Einlösungen insgesamt
coupon-per-customer = Einlösungen je Konto
coupon-categories = Nur für diese Kategorien (keine: alle)
coupon-off = { $what } Rabatt
coupon-at-most = höchstens { $amount }
coupon-used = { $used }-mal eingelöst
coupon-used-of = { $used } von { $most } eingelöst
coupon-per-customer-most = je Konto { $most }
coupon-from-day = ab { $day }
coupon-until-day = bis { $day }
coupon-minimum-of = ab Leistungen im Wert von { $amount }
coupon-only = nur { $names }
coupon-counts = gilt
coupon-begins-later = gilt noch nicht
coupon-ended = beendet
coupon-all-used = aufgebraucht
calendar = Kalender
calendar-zone = Zeitzone
calendar-weekdays = Arbeitstage
calendar-cutoff = Bestellschluss
calendar-no-cutoff = Keiner: der ganze Tag zählt
calendar-counts-from = Eine Bestellung zählt jetzt ab
calendar-days = Freie Tage und zusätzliche Arbeitstage
calendar-no-days = Ab heute keine: Jeder Tag ist, was sein Wochentag sagt.
calendar-off = Freier Tag
calendar-works = Arbeitstag
calendar-add = Tage hinzufügen
calendar-kind = Was es für Tage sind
calendar-first = Erster Tag
calendar-last = Letzter Tag, falls es mehrere sind
calendar-name = Name
calendar-remove = Entfernen
calendar-remove-what = : { $days }
calendar-remove-text = Diese Tage sind wieder wie ihre Wochentage. Was schon zugesagt ist, bleibt, wie es ist.
calendar-import = Durch eine Datei ersetzen
calendar-import-text = Eine CSV-Datei mit Zeitzone, Wochentagen, Bestellschluss und allen Tagen. Sie wird zuerst nur geprüft und ändert dabei nichts; der Import ersetzt den ganzen Kalender.
calendar-choose = Datei auswählen
calendar-tried = { $name } wurde geprüft. Es wurde noch nichts geändert.
calendar-added = Hinzugefügt
calendar-changed = Geändert
calendar-removed = Entfernt
calendar-unchanged = Unverändert
calendar-import-now = Importieren
review-mismatch = Die Zahlung passt nicht zur Bestellung
review-late-money = Geld kam für eine Bestellung, die nicht darauf wartete
review-refund-failed = Eine Erstattung ist nicht angekommen
review-dispute = Die Bank der Kundin oder des Kunden bestreitet eine Zahlung
review-risk = Anzeichen für Betrug
review-fraud-warning = Der Zahlungsanbieter vermutet Betrug
review-money-without-order = Der Zahlungsanbieter hat Geld, das keine Bestellung erklärt
review-paid-without-money = Hier bezahlt, beim Zahlungsanbieter nicht
review-other = Etwas anderes
review-close = Abschließen
review-close-what = : { $what }
review-close-title = Was ist dabei herausgekommen?
review-sentence = In einem Satz, für Ihr Team

## Sync centre
sync = Abgleich
sync-now = Jetzt versuchen
sync-trying = Wird jetzt versucht
sync-changes = Wartende Änderungen
sync-checkouts = Wartende Bestellungen
sync-services = Leistungen hier
sync-last = Letzter Kontakt mit dem Server: { $moment }
sync-sending = { $count ->
    [one] 1 Änderung wird gesendet
   *[other] { $count } Änderungen werden gesendet
  }
sync-saved-here = Hier gespeichert
sync-waiting = { $count ->
    [one] Hier gespeichert, 1 Änderung wartet
   *[other] Hier gespeichert, { $count } Änderungen warten
  }
sync-waiting-safe = { $count ->
    [one] 1 Änderung ist hier gespeichert und wird von selbst gesendet.
   *[other] { $count } Änderungen sind hier gespeichert und werden von selbst gesendet.
  }
sync-all-sent = Alles ist auf dem Server.
sync-nothing-waits = Es wartet nichts.
sync-notices = { $count ->
    [one] 1 Hinweis für Sie
   *[other] { $count } Hinweise für Sie
  }
unsent = Wartet auf das Senden
unsent-order = Eine Bestellung
unsent-more = und { $count } weitere
deed-added = { $count } hinzugefügt
deed-more = { $count } mehr
deed-fewer = { $count } weniger
deed-set = Menge auf { $count } gesetzt
deed-removed = entfernt
deed-noted = Notiz geändert
deed-cleared = Warenkorb geleert
stand-saved = nur auf diesem Rechner
stand-sent = gesendet, vielleicht schon angekommen
stand-arrived = angekommen
discard = Verwerfen
discard-what = : { $what }
discard-all = Alle Änderungen verwerfen
discard-keep = Behalten
discard-title = Diese Änderung verwerfen?
discard-text = „{ $what }“ wird auf diesem Rechner zurückgenommen, mit allem, was danach für denselben Eintrag kam, und nicht gesendet.
discard-all-title = Alle { $count } Änderungen verwerfen?
discard-all-text = Sie werden auf diesem Rechner zurückgenommen und nicht gesendet. Ihr Warenkorb ist dann so, wie Ihr Anbieter ihn zuletzt bestätigt hat.
discard-sent = Was schon gesendet wurde, kann angekommen sein: Dann bleibt es wirksam und erscheint hier wieder.
discard-order-title = Diese Bestellung nicht mehr senden?
discard-order-sent = Sie kann Ihren Anbieter schon erreicht haben. Dann erscheint sie unter Bestellungen, wo Sie sie bezahlen oder ablaufen lassen können.
discard-order-text = Sonst ist sie verloren. Abgebucht wird in keinem Fall etwas; Ihr Warenkorb bleibt, wie er ist.
discarded = Verworfen
discarded-too-late = Es war schon gesendet.
export = Kopie speichern
exported = Die Kopie liegt hier:
export-show = Ordner öffnen
catalogue-part = { $have } von { $total }
connection-unknown = Verbindung wird aufgebaut
connection-online = Alles aktuell
connection-offline = Offline
connection-signed-out = Abgemeldet
connection-too-old = Aktualisierung nötig
notices = Hinweise
notices-none = Nichts erfordert Ihre Aufmerksamkeit
notices-none-text = Überschneidet sich eine Änderung von hier mit einer von anderswo, steht es hier.
notice-quantity-capped = Die Menge wurde auf die Höchstmenge von 999 gekürzt.
notice-added-up = Wurde auch an einem anderen Rechner hinzugefügt; beide Mengen zählen.
notice-applied-over = Die Menge wurde auch an einem anderen Rechner geändert; Ihre gilt.
notice-unseen-increase-stays = An einem anderen Rechner kam mehr hinzu; dieser Teil bleibt.
notice-cart-full = Der Warenkorb ist voll, es wurde nicht hinzugefügt.
notice-line-gone = Wurde inzwischen anderswo entfernt oder bestellt; Ihre Änderung hatte keine Wirkung.
notice-note-too-long = Die Notiz ist zu lang und wurde nicht behalten.
notice-unknown-service = Der Anbieter kennt diese Leistung nicht mehr.
notice-malformed = Diese Änderung war nicht verwendbar.
notice-unsupported = Der Server kennt diese Art von Änderung noch nicht.
notice-checkout-placed = Die Bestellung, die hier gewartet hat, wurde gesendet. Sie können sie unter Bestellungen bezahlen.
notice-checkout-refused = Die Bestellung wurde nicht angenommen. { $reason }

## Settings
appearance = Darstellung
theme = Farbschema
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel
language = Sprache
language-system = Wie das System
account = Konto
signed-in-as = Angemeldet als
provider = Anbieter
sign-in-kept = Anmeldung
token-keychain = Im Schlüsselbund dieses Rechners
token-memory = Bis Pannier geschlossen wird
token-missing-short = Abgemeldet
sign-out = Abmelden
unsent-title = Noch nicht alles ist gesendet
unsent-text = Senden Sie jetzt, oder bleiben Sie angemeldet, bis eine Verbindung besteht. Was Sie verwerfen, ist verloren; eine Kopie davon lässt sich lesen, aber nicht später senden.
unsent-orders = { $count ->
    [one] Eine Bestellung ist darunter. Sie kann Ihren Anbieter schon erreicht haben: Dann finden Sie sie nach der nächsten Anmeldung unter Bestellungen. Sonst geht sie beim Verwerfen verloren.
   *[other] { $count } Bestellungen sind darunter. Sie können Ihren Anbieter schon erreicht haben: Dann finden Sie sie nach der nächsten Anmeldung unter Bestellungen. Sonst gehen sie beim Verwerfen verloren.
  }
unsent-send = Senden und abmelden
unsent-discard = Verwerfen und abmelden
unsent-stay = Angemeldet bleiben

## What went wrong
failure-invalid-fields = Bitte prüfen Sie die markierten Felder.
failure-malformed = Die Anfrage war nicht verständlich. Starten Sie Pannier neu und versuchen Sie es noch einmal.
failure-too-large = Das ist zu groß, um gesendet zu werden.
failure-not-found = Es ist nicht hier oder nicht mehr.
failure-wrong-credentials = E-Mail und Passwort passen nicht zusammen.
failure-too-many-tries = Zu viele Versuche. Bitte warten Sie { $seconds ->
    [one] eine Sekunde
   *[other] { $seconds } Sekunden
  }, dann versuchen Sie es noch einmal.
failure-too-many-desks = Ihr Konto wird schon auf der höchstmöglichen Zahl von Rechnern verwendet. Melden Sie sich zuerst auf einem davon ab.
failure-signed-out = Bitte melden Sie sich wieder an. Was Sie hier getan haben, bleibt.
failure-cart-empty = Der Warenkorb ist leer.
failure-too-many-lines = Der Warenkorb ist voll. Entfernen Sie zuerst etwas.
failure-lines-unavailable = Etwas im Warenkorb kann so nicht bestellt werden. Sehen Sie im Warenkorb nach.
failure-sold-out = Für die Menge gibt es keinen freien Tag: { $names }. Nehmen Sie weniger, oder versuchen Sie es später; es wurde nichts bestellt.
failure-total-too-large = Die Summe liegt über der Grenze einer Bestellung. Verteilen Sie sie auf mehrere.
failure-coupon-refused = Der Gutschein gilt nicht mehr. Prüfen Sie die Preise neu; es wurde nichts bestellt und nichts abgebucht.
failure-shipping-not-there = In dieses Land wird nichts verschickt. Wählen Sie eine andere Adresse, oder lassen Sie weg, was verschickt werden muss.
failure-quote-expired = Die bestätigten Preise sind abgelaufen. Prüfen Sie sie erneut; es wurde nichts bestellt.
failure-quote-changed = Preise oder Liefertage haben sich geändert. Sehen Sie sie noch einmal an; es wurde nichts bestellt.
failure-checkout-conflict = Diese Bestellung wurde schon mit anderem Inhalt gesendet. Sehen Sie unter Bestellungen nach.
failure-order-not-payable = Diese Bestellung kann nicht mehr bezahlt werden.
failure-attempt-live = Eine andere Zahlung dieser Bestellung ist noch offen. Beenden oder schließen Sie zuerst diese.
failure-order-moved = Diese Bestellung hat sich inzwischen geändert. Sie ist jetzt: { $state }. Sehen Sie noch einmal hin; es wurde nichts getan.
failure-catalogue-moved = Inzwischen hat jemand anderes den Katalog geändert. Von Ihnen wurde nichts übernommen: Sehen Sie erst noch einmal nach.
failure-order-moved-by = { $by } hat diese Bestellung geändert ({ $moment }). Sie ist jetzt: { $state }. Sehen Sie noch einmal hin; es wurde nichts getan.
failure-move-not-allowed = So wie die Bestellung steht, ist dieser Schritt nicht möglich. Es wurde nichts getan.
failure-refund-too-much = Von keiner Zahlung dieser Bestellung ist noch so viel übrig. Es wurde nichts erstattet.
failure-review-closed = Das hat schon jemand anderes abgeschlossen.
failure-calendar-moved = Jemand anderes hat den Kalender inzwischen geändert. Sehen Sie ihn noch einmal an; es ist nichts geschehen.
failure-coupon-ended = Dieser Gutschein ist schon beendet.
failure-mail-waits = Diese Mail ist noch nicht gesendet und geht von selbst hinaus. Es wurde nichts noch einmal gesendet.
failure-address-bounces = Der Mailserver kennt diese Adresse nicht, deshalb wird nichts an sie gesendet. Wenn es sie wieder gibt, sagt das der Betrieb: pannier-server mail unmark ADRESSE
failure-not-for-key = Ein API-Schlüssel darf das nicht.
failure-wrong-password = Das Passwort stimmt nicht. Es wurde nichts getan.
failure-gateway-not-offered = Ihr Anbieter bietet diese Zahlungsart nicht an.
failure-work-started = Die Arbeit hat begonnen, daher kann nur noch Ihr Anbieter diese Bestellung ändern oder stornieren. Bitte schreiben Sie ihm.
failure-order-in-review = Die Zahlung dieser Bestellung wird gerade von einem Menschen geprüft. Danach kann sie geändert oder storniert werden.
failure-order-ended = Diese Bestellung ist abgeschlossen; an ihr kann nichts mehr geändert werden.
failure-too-late = Dafür ist es zu spät: Der zugesagte Tag ist zu nah. Bitte fragen Sie Ihren Anbieter.
failure-ask-provider = Das kann bei dieser Bestellung nur Ihr Anbieter. Bitte schreiben Sie ihm.
failure-payment-under-way = Über eine Zahlung dieser Bestellung wird gerade entschieden. Versuchen Sie es danach noch einmal.
failure-preview-moved = Was Sie zurückbekämen, hat sich inzwischen geändert. Sehen Sie es sich noch einmal an; es wurde nichts getan.
failure-request-conflict = Das wurde schon einmal mit anderem Inhalt gewünscht. Sehen Sie sich die Bestellung noch einmal an.
failure-cancel-instead = Es bliebe nichts zu bezahlen übrig. Stornieren Sie die Bestellung stattdessen.
failure-costs-differ = Steuern oder Versand können dort anders sein. Bitte fragen Sie Ihren Anbieter, oder stornieren Sie und bestellen Sie neu.
failure-not-then = Wählen Sie einen Tag nach dem zugesagten, innerhalb eines Jahres.
failure-change-needs-server = Zum Stornieren und Ändern braucht es eine Verbindung zu Ihrem Anbieter, damit Sie zuerst sehen, was zurückkommt. Es wurde nichts geändert, und nichts wartet darauf, gesendet zu werden.
failure-nothing-to-undo = Es gibt nichts mehr zurückzunehmen.
failure-unsent-changes = { $pending ->
    [one] 1 Änderung ist noch nicht gesendet.
   *[other] { $pending } Änderungen sind noch nicht gesendet.
  }
failure-queue-full = Zu viele Änderungen warten darauf, gesendet zu werden. Stellen Sie eine Verbindung her, bevor Sie mehr ändern.
failure-not-a-provider = Unter dieser Adresse ist kein Pannier-Anbieter. Prüfen Sie die Schreibweise.
failure-bad-address = Diese Adresse ist nicht verwendbar. Sie beginnt mit https://
failure-not-connected = Es ist kein Anbieter verbunden.
failure-unsupported-protocol = Pannier hier und der Server Ihres Anbieters verstehen einander nicht. Eines von beiden braucht eine Aktualisierung.
failure-forked-desk = Dieses Profil wurde von einem anderen Rechner kopiert und wird neu eingerichtet.
failure-unreachable = Ihr Anbieter ist gerade nicht erreichbar. Was Sie getan haben, ist hier gespeichert.
failure-unreachable-at-the-door = Ihr Anbieter war nicht erreichbar. Prüfen Sie die Adresse und Ihre Verbindung.
failure-gateway-unavailable = Der Zahlungsanbieter ist gerade nicht erreichbar. Es wurde nichts abgebucht.
failure-busy = Ihr Anbieter ist gerade ausgelastet. Versuchen Sie es gleich noch einmal.
failure-newer-database = Ihre Daten stammen von einer neueren Version von Pannier. Installieren Sie diese; verändert wurde nichts.
failure-storage-failed = Auf diesem Rechner konnte nicht gespeichert werden. Prüfen Sie, ob die Festplatte voll ist.
failure-internal = Bei uns ist etwas schiefgegangen, entschuldigen Sie bitte. Es ging nichts verloren. (Kennung: { $id })

## Neuigkeiten zu Bestellungen
news = Neuigkeiten
news-count = Bestellungen mit Neuigkeiten
news-none = Keine Neuigkeiten
news-none-text = Wenn sich bei einer Ihrer Bestellungen etwas tut, steht es hier.
news-seen = Alle als gesehen markieren
news-of = Bestellung { $number }
news-many = { $count } Neuigkeiten zu Ihren Bestellungen
to-orders = Ihre Bestellungen

## Eine Datei auswählen und ausprobieren
file-too-large = Diese Datei ist größer als { $size } MiB. Es wurde nichts geändert.
file-not-utf8 = Diese Datei ist kein UTF-8-Text. Speichern Sie sie als „CSV UTF-8“ und wählen Sie sie erneut; es wurde nichts geändert.
file-unreadable = Diese Datei ließ sich nicht lesen. Wählen Sie sie erneut; es wurde nichts geändert.
findings-wrong = { $count ->
    [one] Die Datei enthält 1 Fehler. Berichtigen Sie ihn und wählen Sie die Datei erneut.
   *[other] Die Datei enthält { $count } Fehler. Berichtigen Sie sie und wählen Sie die Datei erneut.
  }
findings-line = Zeile
findings-column = Spalte
findings-reason = Was nicht stimmt
findings-more = { $count ->
    [one] Und 1 weiterer Fehler.
   *[other] Und { $count } weitere Fehler.
  }

## Der Katalog in der Bearbeitung
catalogue = Katalog
services-search = Leistungen nach Nummer, Name oder Stichwort durchsuchen
services-none = Keine Leistungen gefunden
services-none-text = Importieren Sie einen Katalog, oder suchen Sie nach etwas anderem.
services-back = Zurück
services-on = Weitere
catalogue-code = Nummer
price = Preis
service-summary = Kurzbeschreibung
service-description = Beschreibung
service-lead-days = Arbeitstage, wie 2 oder 1-3
service-capacity = Plätze pro Tag
service-save = Speichern
service-discard = Verwerfen und aktuellen Stand zeigen
service-withdraw = Aus dem Verkauf nehmen
service-bring-back = Wieder verkaufen
prices-planned = Geplante Preise
price-day = Ab
price-day-hint = Ab Mitternacht in der Zeitzone Ihres Kalenders. Bis dahin lässt er sich entfernen.
price-plan = Diesen Preis planen
catalogue-import = Katalog importieren
catalogue-import-text = Wählen Sie eine Datei im Format CSV oder JSON. Sie sehen zuerst, was sie ändern würde; bis Sie sie importieren, geschieht nichts. Leistungen, die in der Datei fehlen, werden aus dem Verkauf genommen.
catalogue-file = Datei auswählen
catalogue-import-now = Importieren
catalogue-imported = { $count ->
    [0] { $file } ist importiert. Keine Leistung musste geändert werden.
    [one] { $file } ist importiert: 1 Leistung wurde geändert.
   *[other] { $file } ist importiert: { $count } Leistungen wurden geändert.
  }
import-added = Neu
import-changed = Geändert
import-withdrawn = Aus dem Verkauf genommen
import-unchanged = Unverändert
import-back = Wieder im Verkauf
import-not-whole = Was sonst geschähe, lässt sich nicht sagen: Die Datei ließ sich nicht bis zum Ende lesen.
import-more = { $count ->
    [one] Und 1 weitere.
   *[other] Und { $count } weitere.
  }
