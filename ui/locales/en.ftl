## Words that are everywhere
loading = Loading
optional = optional
add = Add
add-what = : { $service }
added = Added { $service } to your cart
remove = Remove
remove-what = : { $service }
removed = Removed { $service }
cleared = Your cart was emptied
undo = Undo
undone = Taken back
dismiss = Dismiss
close = Close
ok = OK
change = Change
next = Continue
back = Back
try-again = Try again
never = never
page = Page
category = Category
service = Service
services = Services
quantity = Quantity
quantity-of = Quantity of { $service }
quantity-up = One more
quantity-down = One less
note = Note
note-add = Add a note
note-edit = Edit note
note-placeholder = Anything we should know?
quoted = “{ $text }”
price-from = from { $price }
unit-times = { $quantity } × { $unit }
promise = Expected { $window }
promise-estimate = An estimate. Your provider confirms the days before you pay.
tax-included = Tax included
tax-rate = Includes { $rate } tax
in-cart = in your cart
name = Name
email = E-mail
password = Password
password-show = Show the password
phone = Phone
contact = Contact
address = Address
review = Review
payment = Payment
paid = Paid
paid-through = Paid ({ $gateway })
refunded = Refunded
summary = Summary
subtotal = Subtotal
discount = Discount
shipping = Shipping
shipping-none = none
shipping-free = free
total = Total
total-estimate = Estimated total
tax-contained = of which tax
tax = Tax
tax-contained-rate = of which { $rate } tax
tax-added = { $rate } tax
shipping-standard = Standard
to-browse = Browse services
delivery-remote = Remote
delivery-on-site = On site
delivery-shipped = Shipped

## The frame
nav = Main
skip = Skip to the content
browse = Browse
cart = Cart
orders = Orders
settings = Settings
breadcrumb = Back to
failed-title = That did not work
not-found-title = Nothing here
not-found-text = What you were looking for is not here, or no longer.
token-missing = You are signed out. Everything here still works; sign in again to send changes and to pay.
token-missing-waiting = { $count ->
    [one] Sign in again to send your change. It is saved here.
   *[other] Sign in again to send your { $count } changes. They are saved here.
  }
too-old = This version of Pannier is too old for your provider. What you have stays readable; install the newer version to go on.
recovered-catalogue = The local catalogue was damaged and is being fetched again. Nothing of yours was lost.
recovered-user-store = Your local store was damaged. It was kept aside, and the newest copy is in use; what the server knows is being fetched again.

## Keys and the palette
palette = Find anything
palette-short = Find
palette-placeholder = Go to a page, category or service
palette-nothing = Nothing found
keys = Keys
keys-search = Search
keys-undo = Undo the last change to the cart
keys-close = Close what is open
key-ctrl-k = Ctrl K
key-ctrl = Ctrl
key-alt = Alt
key-escape = Esc

## Connect and sign in
connect-title = Connect to your provider
connect-lead = Whose services would you like to order?
connect-foot = Your provider gave you this address, perhaps in a welcome mail.
connect-url = Address
connect-hint = Checked now, and remembered on this computer.
connect-submit = Connect
sign-in-title = Sign in to { $provider }
sign-in-lead = With the account that your provider set up for you.
sign-in-submit = Sign in
sign-in-other-provider = Use another provider
sign-in-again = Sign in again
sign-in-again-lead = Your carts and changes are still here. They are sent once you are signed in.

## Browse
browse-title = Services
browse-count = { $count ->
    [0] No services
    [one] 1 service
   *[other] { $count } services
  }
search-placeholder = Search services
browse-count-many = More than { $count } services
search-nothing = Nothing found for “{ $text }”
search-nothing-text = Try fewer or shorter words. Beginnings of words are enough.
search-clear = Clear the search
search-everywhere = Search all categories
categories = Categories
category-all = All services
catalogue-loading = Fetching the catalogue: { $have } of { $total }
catalogue-loading-label = Catalogue fetched
catalogue-coming = The catalogue is on its way
catalogue-coming-text = It is fetched once and then kept on this computer. The first services appear here in a moment.
catalogue-waits = You are not connected to your provider. The catalogue is fetched as soon as you are.
catalogue-empty = No services yet
catalogue-empty-text = Your provider has not published any services. They will appear here by themselves.
category-empty = Nothing in this category
category-empty-text = Your provider offers no services here at the moment.

## Service
order-it = Order
about-service = About this service
service-code = Service number { $code }
service-withdrawn = This service is no longer sold.
service-coming = This service is on its way
service-coming-text = The catalogue is still being fetched. The service appears here by itself if it is part of it.
not-for-sale = Not available
line-loading = On its way
line-unknown = A service
surcharge-none = included
add-to-cart = Add to cart
already-in-cart = { $count ->
    [one] 1 in your cart
   *[other] { $count } in your cart
  }

## Cart
cart-lines = Services in the cart
cart-empty = Your cart is empty
cart-empty-text = Find something you need; it stays here, also without a connection.
cart-clear = Empty cart
cart-problems = { $count ->
    [one] One service cannot be bought as it is. Choose again or remove it to go on.
   *[other] { $count } services cannot be bought as they are. Choose again or remove them to go on.
  }
choose-again = Choose again
choose-again-text = Your cart has { $quantity } of this with an option that is no longer offered. Choose again; quantity and note stay as they are.
choose-again-with-note = with your note: “{ $text }”
replace = Replace in the cart
replaced = { $service } has its new options
saved-here = Not sent yet
was-now = was { $was }, now { $now }
item-count = { $count ->
    [one] 1 item
   *[other] { $count } items
  }
checkout = Checkout
cart-loading = The catalogue is still on its way; then the prices are here too.
checkout-blocked = Something in the cart needs your attention first.
estimate-hint = Prices include tax. Your provider confirms prices and delivery days before you pay.
cart-offline = You are offline. Your cart is saved here; paying needs a connection.
problem-unknown-service = No longer in the catalogue
problem-withdrawn = No longer sold
problem-option-gone = A chosen option is no longer offered
problem-other-currency = Priced in another currency than your orders
problem-too-large = The amount is too large
problem-duplicate = In the cart twice
problem-sold-out = No free day for so many
undo-added = Undo adding
undo-quantity = Undo the quantity
undo-removed = Bring back what was removed
undo-cleared = Bring everything back
undo-note = Undo the note
undo-replaced = Undo choosing again
undo-reordered = Undo ordering again

## Checkout
contact-title = Who should we reach about this order?
email-hint = The confirmation goes here.
address-title = Where should it go?
address-why = Something in your cart happens at your place or is shipped.
street = Street and number
address-extra = Flat, floor, company
postal-code = Postal code
postal-zip = ZIP code
postal-eircode = Eircode
postal-pin = PIN code
city = City
post-town = Post town
suburb = Suburb
region-area = Area
region-county = County
region-department = Department
region-district = District
region-do-si = Do or si
region-emirate = Emirate
region-island = Island
region-oblast = Oblast
region-parish = Parish
region-prefecture = Prefecture
region-province = Province
region-state = State
please-choose = Please choose
country = Country
country-choose = Choose a country
recipient = Contact and delivery
quote-offline = Payment needs a connection
checkout-offline = You are offline. Payment needs a connection; your cart and what you type here are kept, nothing is lost.
quote-failed = The prices could not be confirmed
quote-renew = Check the prices again
back-to-cart = Back to the cart
price-moved = By your cart, the total would be { $before }. It is now { $now }.
prices-moved = Some amounts have moved since your cart; the total is the same.
dates-moved = Delivery days have moved since your cart; the price is the same.
moved-was-now = { $was } → { $now }
moved-new = new
moved-gone = no longer part of it
shipping-choose = How should it be sent?
travel-days = { $days ->
    [one] 1 working day on the way
   *[other] { $days } working days on the way
  }
travel-days-between = { $min }–{ $max } working days on the way
shipping-way-not-there = The way of sending that you chose does not go to this address. Another one was taken; you can choose here.
coupon-code = Coupon code
coupon-apply = Apply
coupon-remove = Remove the coupon
coupon-applied = Coupon { $code }
coupon-unknown = There is no coupon of this code. Check the spelling.
coupon-not-yet = This coupon counts from { $day } on.
coupon-expired = This coupon counted until { $day }. You can go on without it.
coupon-used-up = This coupon has been used up. You can go on without it.
coupon-used-by-you = You have used this coupon already. You can go on without it.
coupon-below-minimum = This coupon counts for services of { $amount } or more. Add something, or go on without it.
coupon-other-currency = This coupon is in another currency than your order.
coupon-nothing-to-discount = This coupon is for other services than those in your cart.
agree-dearer = I agree to the new total of { $amount }.
agree-later = I agree to the later delivery days.
agree-dearer-later = I agree to the new total of { $amount } and the later delivery days.
gateway-choose = How would you like to pay?
gateway-sandbox = Test payment
gateway-stripe = Card (Stripe)
gateway-paypal = PayPal
pay-with = Pay another way: { $gateway }
refund-under-way = Refund on its way
refund-failed = Refund failed
pay-amount = Pay { $amount }
consent = You order with obligation to pay. { $amount } goes to { $provider }, through: { $gateway }. Nothing is charged before you confirm on the payment page.
consent-sandbox = A test: no real money moves.
order-waiting = Your order is saved here
order-waiting-text = Your provider could not be reached. The order is sent as soon as there is a connection, and then waits for your payment under Orders. Nothing is charged until then.
field-required = Please fill this in.
field-too-long = This is too long.
field-unprintable = This contains characters that cannot be used.
field-not-an-email = This is not an e-mail address.
field-not-a-phone = Please use digits, with + for the country.
field-not-a-postal-code = This is not a postal code of that country.
field-not-a-postal-code-like = This is not a postal code of that country. It is written like { $example }.
field-not-of-the-region = This postal code belongs to another part of the country than the one you chose.
field-unknown-region = Please choose one from the list.
field-not-a-code = A code has 3 to 40 letters, digits, - or _.
field-taken = There is or was one of these already. Please choose another.
field-not-a-percentage = Please enter a percentage up to 100, such as 7.5.
field-not-a-count = Please enter a whole number from 1.
field-not-a-day = Please enter a day such as 2026-12-24.
field-before-start = This is before the first day.
field-too-many-days = These are too many days at once. A year can be had, with 366 days at most.
field-unknown-category = There is no such category any more.
field-country-not-served = We cannot deliver to this country.
field-not-a-price = Write an amount like 12.50, with no more decimals than the currency has.
field-not-a-lead-time = Write working days like 2 or 1-3, at most 365.
field-not-a-capacity = Write a whole number from 1 to 100,000, or nothing. What is shipped has no limit per day.
field-not-ahead = Choose a day after today, at most two years ahead.

## Payment
pay-preparing = Preparing the payment
pay-preparing-text = The payment page opens in a moment.
pay-waiting = Waiting for your payment of { $amount } to { $provider }
pay-waiting-text = Finish in the payment window. This page goes on by itself.
pay-in-browser-text = Finish in your browser. This page goes on by itself.
pay-asking = Asking for the result of your payment
pay-asking-text = This page goes on by itself as soon as there is a connection and an answer. You will not be charged twice.
pay-processing = Your payment is being processed
pay-processing-text = Your bank has not decided yet. You need not wait here: the order goes on by itself, and a mail tells you.
pay-closed = Nothing was charged
pay-closed-text = You closed the payment window. Your order is kept and can still be paid.
pay-not-loaded = The payment page did not appear
pay-not-loaded-text = Nothing was charged. Your browser may have more luck.
pay-window-denied = The payment page wants to open another window
pay-window-denied-text = It may not do that here. Go on in your browser: it is the same payment, and you pay once.
pay-cancelled = Payment cancelled
pay-cancelled-text = Nothing was charged. Your order is kept and can still be paid.
pay-declined = The payment was declined
pay-expired = This payment has expired
pay-expired-text = Nothing was charged. Try again, or look at the order.
pay-failed = The payment could not be opened
pay-open = Open the payment window
pay-browser = Pay in your browser
pay-again = Try again
pay-later = Pay later
pay-safe = Card details go to the payment provider only, never through Pannier.
decline-card-declined = Your bank refused the card. Nothing was charged. Try another card.
decline-insufficient-funds = There is not enough money on the card. Nothing was charged. Try another card.
decline-authentication-failed = The confirmation with your bank did not succeed. Nothing was charged.
decline-gateway-error = The payment provider had a problem. Nothing was charged. Try again in a moment.
decline-unknown = Nothing was charged. Try again, or with another card.

## Confirmation
confirmation = Thank you, your order is confirmed
confirmation-text = Your payment has arrived.
confirmation-pending = Thank you, your payment is being confirmed
confirmation-pending-text = The last answer is on its way; this page follows by itself.
confirmation-review = Thank you, we are checking your payment
confirmation-review-text = Your payment has arrived, and a person looks at it before the work begins.
order-number = Order number
expected = Expected
mail-sent = Confirmation sent to
whats-next = What happens next
next-prepare = Your provider prepares the work.
next-window = You can expect it { $window }.
next-follow = You follow each step under Orders, and get a mail when something moves.
to-order = See the order

## Orders
orders-search = Search by number, service or note
orders-nothing = No such orders
orders-nothing-text = No order fits your search and filters.
orders-all = Show all orders
orders-waiting = { $count ->
    [one] An order waits here to be sent. It goes out as soon as there is a connection; nothing is charged before you pay.
   *[other] { $count } orders wait here to be sent. They go out as soon as there is a connection; nothing is charged before you pay.
}
orders-to-come = Your orders are on their way
orders-to-come-text = They appear here as soon as this computer has reached your provider.
orders-empty = No orders yet
orders-empty-text = What you order appears here, with every step until it is done.
filters = Filter
filter-all = All
filter-to-pay = To pay
filter-underway = Under way
filter-ended = Ended
filters-more = More filters
filters-less = Fewer filters
filters-clear = Clear all filters
filter-remove = Drop the filter: { $what }
period = Ordered
period-any = At any time
period-30-days = In the last 30 days
period-year = In { $year }
period-between = Between two days
period-from = First day
period-to = Last day
range-from = from { $from }
range-to = up to { $to }
with-service = With this service
with-service-none = No service that you ordered has this name.
ordered-in = { $count ->
    [one] 1 order
   *[other] { $count } orders
  }
amount-from = Total from
amount-to = Total up to
amount-wrong = An amount in { $currency }, such as 1,250.00
orders-nothing-hint = One filter keeps everything away. Drop it, or show all orders.
orders-without = Without { $what }: { $count ->
    [one] 1 order
   *[other] { $count } orders
  }
export-orders = { $count ->
    [one] Save 1 order as a table
   *[other] Save { $count } orders as a table
  }
export-progress = { $have } of { $total } orders written
exported-orders = The orders are in this file:
receipt = Receipt
confirmation-document = Order confirmation
receipt-saved = Saved as { $path }
order = Order
order-title = Order { $number }
order-placed = Placed on { $day }
order-and-more = { $first } and { $more } more
timeline = What happened
state-awaiting-payment = To pay
state-needs-review = In review
state-confirmed = Confirmed
state-in-progress = In progress
state-completed = Completed
state-cancelled = Cancelled
state-expired = Expired
sentence-processing = Your payment is being processed. You need not do anything.
sentence-awaiting-payment = Not paid yet. Once paid, you can expect it { $window }.
sentence-pay-until = Not paid yet. Pay until { $until }; you can expect it { $window } then.
sentence-needs-review = Paid, and being checked by a person. Expected { $window }.
sentence-confirmed = Paid. You can expect it { $window }.
sentence-in-progress = The work is under way. Expected { $window }.
sentence-completed = Done.
sentence-cancelled = Cancelled. Nothing more will happen.
sentence-cancelled-paid = Cancelled.
sentence-expired = Not paid in time, so the order has ended. Nothing was charged.
sentence-expired-paid = Not paid in time, so the order has ended.
sentence-refunded = { $amount } came back to you.
sentence-refund-under-way = { $amount } is on its way back to you.
sentence-refund-failed = A refund did not arrive; your provider looks after it.
sentence-kept = { $amount } was kept.
sentence-disputed = Its payment is disputed at your bank.
order-actions = What you can do
order-again = Order again
order-change = Change the order
order-changed = The order was changed
order-cancel = Cancel the order
order-cancelled = The order was cancelled
policy-until-work = You can cancel until the work begins.
policy-until-hours = { $hours ->
    [one] You can cancel until 1 hour before the first promised day.
   *[other] You can cancel until { $hours } hours before the first promised day.
  }
policy-fee = { $percent } of what was paid is kept then.
cancel-title = Cancel this order?
cancel-unpaid = Nothing was paid, so nothing has to come back.
cancel-back = You get back { $refund }.
cancel-kept = You get back { $refund }. { $kept } is kept, as your provider’s terms say.
cancel-kept-all = Nothing comes back: { $kept } is kept, as your provider’s terms say.
cancel-for-good = A cancelled order cannot be taken up again. You can order the same anew.
cancel-keep = Keep the order
reordered = Added to your cart
reorder-title = Some of it is different now
reorder-add = { $count ->
    [one] Add 1 service to the cart
   *[other] Add { $count } services to the cart
  }
reorder-same = as before
reorder-dearer = dearer: was { $was }, now { $now }
reorder-cheaper = cheaper: was { $was }, now { $now }
change-what = What should be different?
change-how = What about it?
change-less = Less of it
change-give-up = Leave it out
change-note = Another note
change-later = A later day
change-of = of { $count }
change-day = Not before
change-day-hint = A day after the promised one, such as 2027-03-24.
change-same-country = Country and region stay. For another country, cancel the order and order anew.
change-look = See what changes
change-confirm = Change the order
change-keep = Leave it as it is
change-total = The new total is { $total }.
amended = { $what }: { $from } → { $to }
amended-given-up = { $what }: { $quantity } given up
amended-none = none
event-by-customer = {" "}· by the customer
event-by-staff = {" "}· by the provider
event-placed = Order placed
event-payment-failed = Payment declined
event-payment-cancelled = Payment cancelled
event-payment-expired = Payment expired
event-paid = Paid
event-doubted = Payment in review
event-approved = Payment approved
event-started = Work started
event-finished = Work finished
event-cancelled = Order cancelled
event-expired = Order expired
event-refund-requested = Refund on its way
event-refunded = Refunded
event-refund-failed = Refund failed; the provider looks after it
event-disputed = Payment disputed
event-dispute-won = Dispute closed, payment stands
event-dispute-lost = Dispute closed, payment returned
event-amended = Order changed
event-promise-moved = Delivery window moved

## Staff desk
staff = Staff desk
staff-search = Search all orders by number, name, e-mail or service
staff-offline = The staff desk needs a connection
staff-unreachable = Your provider’s server cannot be reached right now. The staff desk works only with it.
staff-old = What you see may be old.
staff-state = State
staff-placed = Placed
staff-none-text = When an order comes to this point, it appears here by itself.
staff-newer = Newer
staff-older = Older
staff-pick = Pick order { $number }
staff-pick-all = Pick all on this page
staff-pick-none = Pick none
staff-picked = { $count ->
    [one] 1 order picked
   *[other] { $count } orders picked
  }
staff-moved = { $count ->
    [0] No order was moved.
    [one] 1 order was moved.
   *[other] { $count } orders were moved.
  }
staff-done = Done
staff-review-open = Somebody has to look at this
staff-reviews-title = To look at
staff-reviews-count = To look at ({ $count })
staff-reviews-none = Nothing to look at
staff-reviews-none-text = When something about an order or a payment looks odd, it appears here with the reason.
staff-notes = Notes among staff
staff-note-add = New note
staff-note-private = The customer never sees these notes.
staff-to-customer = Message to the customer
books = Tables for the books
books-open = Export…
books-text = A CSV file that spreadsheets and bookkeeping programs read. Its days are those of your shop.
books-table = What the table holds
books-orders = Orders by day placed
books-lines = Services of those orders
books-money = Money by day moved
books-days = Included; at most 366 days.
books-save = Save as a table
books-busy = The table is being written.
books-saved = Saved as
mails = Mails
mails-none = No mail about this order was written yet.
mail-created = Written { $moment }
mail-left = sent { $moment }
mail-to-nobody = To staff, for whom no address is set
mail-again = Send again
mail-again-what = : { $what }
mail-again-text = “{ $subject }” goes to { $to } once more.
mail-again-by = Sent again by { $by }
mail-waiting = waits to be sent
mail-state-sent = sent
mail-failed = failed for good
mail-bounced = the address does not exist
mail-dropped = no longer needed
mail-needs-review = To staff: payment to look at
mail-refund-failed = To staff: refund failed
mail-disputed = To staff: payment disputed
mail-dispute-won = To staff: dispute won
mail-dispute-lost = To staff: dispute lost
move-approved = Approve
move-approved-text = The payment stands, and the customer gets the confirmation.
move-started = Start work
move-started-text = The customer sees that the work is under way.
move-finished = Finish
move-finished-text = The order ends here as completed. This cannot be undone.
move-cancelled = Cancel order
move-cancelled-text = This cannot be undone.
move-cancelled-paid = This cannot be undone. { $amount } was paid, and has to be refunded afterwards.
refund-give = Refund
refund-amount = Amount
refund-most = At most { $amount } at once; leave it empty for all of it.
refund-not-an-amount = Please enter an amount such as 12.50.
refund-password = Money leaves, so your password is asked for once more.
attempt-open = Not paid yet
attempt-processing = Payment being processed
risk-new-account-high-value = A new account orders for a high value
risk-many-declines = Several payments of this customer were declined in the last day
risk-many-attempts = Many payments were begun by this customer within a day
risk-many-cards = Many different cards were tried by this customer within a day
risk-many-attempts-desk = Many payments were begun at this desk within a day
risk-many-declines-desk = Several payments at this desk were declined within a day
risk-many-cards-desk = Many different cards were tried at this desk within a day
risk-many-attempts-address = Many payments were begun for this address within a day
risk-many-declines-address = Several payments for this address were declined within a day
risk-many-cards-address = Many different cards were tried for this address within a day
risk-country-mismatch = The payer’s country is not the one it is delivered to
risk-gateway-elevated = The payment provider sees an elevated risk
risk-gateway-highest = The payment provider sees the highest risk
risk-postal-code-failed = The bank does not know the payer under this postal code
risk-cvc-failed = The card’s security code was wrong
coupons = Coupons
coupons-search = Search by code
coupons-none = No coupons
coupons-none-text = A coupon that you make, here or at the terminal, appears here.
coupons-more = Only the newest are shown. Search for the others by their code.
coupon-new = New coupon
coupon-add = Make coupon
coupon-end = End now
coupon-end-what = : { $code }
coupon-end-text = Nobody can use it from now on, and its code is not given out again. Orders that use it keep their discount.
coupon-gives = What it takes off
coupon-in-percent = Percent
coupon-in-money = An amount
coupon-percent = Percent, such as 7.5
coupon-most = At most
coupon-minimum = Minimum
coupon-from = First day
coupon-until = Last day
coupon-uses = Uses in all
coupon-per-customer = Uses of each customer
coupon-categories = Only for these categories (none: all)
coupon-off = { $what } off
coupon-at-most = at most { $amount }
coupon-used = { $used ->
    [one] used once
   *[other] used { $used } times
}
coupon-used-of = used { $used } of { $most }
coupon-per-customer-most = { $most } for each customer
coupon-from-day = from { $day }
coupon-until-day = until { $day }
coupon-minimum-of = for services of { $amount } or more
coupon-only = only { $names }
coupon-counts = counts
coupon-begins-later = does not count yet
coupon-ended = ended
coupon-all-used = used up
calendar = Calendar
calendar-zone = Time zone
calendar-weekdays = Working days
calendar-cutoff = Cut-off
calendar-no-cutoff = None: the whole day counts
calendar-counts-from = An order placed now counts from
calendar-days = Days off and extra working days
calendar-no-days = None from today on: every day is what its weekday says.
calendar-off = Day off
calendar-works = Working day
calendar-add = Add days
calendar-kind = What they are
calendar-first = First day
calendar-last = Last day, if there are several
calendar-name = Name
calendar-remove = Remove
calendar-remove-what = : { $days }
calendar-remove-text = These days are as their weekdays again. What was promised already stays as it is.
calendar-import = Replace by a file
calendar-import-text = A CSV file with time zone, weekdays, cut-off and all days. It is tried out first and changes nothing by that; importing it replaces the whole calendar.
calendar-choose = Choose a file
calendar-tried = { $name } was tried out. Nothing was changed yet.
calendar-added = Added
calendar-changed = Changed
calendar-removed = Removed
calendar-unchanged = Unchanged
calendar-import-now = Import
review-mismatch = What was paid does not fit the order
review-late-money = Money came for an order that did not wait for it
review-refund-failed = A refund did not arrive
review-dispute = The customer’s bank disputes a payment
review-risk = Signs of fraud
review-fraud-warning = The payment provider suspects fraud
review-money-without-order = The payment provider has money that no order explains
review-paid-without-money = Paid here, and not at the payment provider
review-other = Something else
review-close = Close
review-close-what = : { $what }
review-close-title = What came of it?
review-sentence = In a sentence, for your colleagues

## Sync centre
sync = Sync centre
sync-now = Try now
sync-trying = Trying now
sync-changes = Changes waiting
sync-checkouts = Orders waiting
sync-services = Services here
sync-last = Last contact with the server: { $moment }
sync-sending = { $count ->
    [one] Sending 1 change
   *[other] Sending { $count } changes
  }
sync-saved-here = Saved here
sync-waiting = { $count ->
    [one] Saved here, 1 change waiting
   *[other] Saved here, { $count } changes waiting
  }
sync-waiting-safe = { $count ->
    [one] 1 change is saved here and is sent by itself.
   *[other] { $count } changes are saved here and are sent by themselves.
  }
sync-all-sent = Everything is on the server.
sync-nothing-waits = Nothing is waiting.
sync-notices = { $count ->
    [one] 1 notice for you
   *[other] { $count } notices for you
  }
unsent = Waiting to be sent
unsent-order = An order
unsent-more = and { $count } more
deed-added = { $count } added
deed-more = { $count } more
deed-fewer = { $count } fewer
deed-set = quantity set to { $count }
deed-removed = removed
deed-noted = note changed
deed-cleared = Cart emptied
stand-saved = only on this computer
stand-sent = sent, may have arrived
stand-arrived = arrived
discard = Discard
discard-what = : { $what }
discard-all = Discard all changes
discard-keep = Keep
discard-title = Discard this change?
discard-text = “{ $what }” is undone on this computer, with what came after it for the same entry, and is not sent.
discard-all-title = Discard all { $count } changes?
discard-all-text = They are undone on this computer and not sent. Your cart is then as your provider last confirmed it.
discard-sent = What was sent already may have arrived: then it stays in effect, and appears here again.
discard-order-title = Stop sending this order?
discard-order-sent = It may already have reached your provider. If so, it appears under Orders, where it can be paid or left to expire.
discard-order-text = If not, it is lost. Nothing is charged in either case; your cart stays as it is.
discarded = Discarded
discarded-too-late = It had been sent already.
export = Save a copy
exported = The copy is here:
export-show = Open the folder
catalogue-part = { $have } of { $total }
connection-unknown = Connecting
connection-online = Up to date
connection-offline = Offline
connection-signed-out = Signed out
connection-too-old = Update needed
notices = Notices
notices-none = Nothing needs your attention
notices-none-text = When something you did here met something done elsewhere, it is said here.
notice-quantity-capped = the quantity was cut to the limit of 999.
notice-added-up = it was also added on another computer; both quantities count.
notice-applied-over = the quantity was changed on another computer too; yours counts.
notice-unseen-increase-stays = more was added on another computer; that part stays.
notice-cart-full = the cart is full, it was not added.
notice-line-gone = it was removed or ordered elsewhere meanwhile, so your change had no effect.
notice-note-too-long = the note is too long and was not kept.
notice-unknown-service = the provider no longer knows this service.
notice-malformed = this change could not be used.
notice-unsupported = the server does not know this kind of change yet.
notice-checkout-placed = The order that waited here was sent. You can pay it under Orders.
notice-checkout-refused = The order was not accepted. { $reason }

## Settings
appearance = Appearance
theme = Theme
theme-system = Like the system
theme-light = Light
theme-dark = Dark
language = Language
language-system = Like the system
account = Account
signed-in-as = Signed in as
provider = Provider
sign-in-kept = Sign-in
token-keychain = Kept in this computer’s keychain
token-memory = Kept until Pannier is closed
token-missing-short = Signed out
sign-out = Sign out
unsent-title = Not everything has been sent
unsent-text = Send it now, or stay signed in until there is a connection. What you discard is lost; a copy of it can be read, but not sent later.
unsent-orders = { $count ->
    [one] An order is among them. It may already have reached your provider: then you find it under Orders when you sign in again. If not, discarding loses it.
   *[other] { $count } orders are among them. They may already have reached your provider: then you find them under Orders when you sign in again. If not, discarding loses them.
  }
unsent-send = Send and sign out
unsent-discard = Discard and sign out
unsent-stay = Stay signed in

## What went wrong
failure-invalid-fields = Please check the marked fields.
failure-malformed = The request could not be understood. Restart Pannier and try again.
failure-too-large = That is too large to be sent.
failure-not-found = It is not here, or no longer.
failure-wrong-credentials = E-mail and password do not match.
failure-too-many-tries = Too many tries. Please wait { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
  }, then try again.
failure-too-many-desks = Your account is already used on the largest number of computers. Sign out on one of them first.
failure-signed-out = Please sign in again. What you did here is kept.
failure-cart-empty = The cart is empty.
failure-too-many-lines = The cart is full. Remove something first.
failure-lines-unavailable = Something in the cart cannot be bought as it is. Look at the cart.
failure-sold-out = There is no free day for the quantity of: { $names }. Take fewer, or try again later; nothing was ordered.
failure-total-too-large = The total is over the limit of one order. Split it into several.
failure-coupon-refused = The coupon no longer counts. Check the prices again; nothing was ordered or charged.
failure-shipping-not-there = Nothing is sent to this country. Choose another address, or leave out what has to be sent.
failure-quote-expired = The confirmed prices have expired. Check them again; nothing was ordered.
failure-quote-changed = Prices or delivery days have changed. Look at them again; nothing was ordered.
failure-checkout-conflict = This order was sent before with other content. Look under Orders.
failure-order-not-payable = This order cannot be paid any more.
failure-attempt-live = Another payment of this order is still open. Finish or close that one first.
failure-order-moved = This order has changed meanwhile. It is now: { $state }. Look at it again; nothing was done.
failure-catalogue-moved = Somebody else changed the catalogue meanwhile. Nothing of yours was done: look again first.
failure-order-moved-by = { $by } changed this order ({ $moment }). It is now: { $state }. Look at it again; nothing was done.
failure-move-not-allowed = The order stands at a point where this step is not possible. Nothing was done.
failure-refund-too-much = No payment of this order has so much left. Nothing was refunded.
failure-review-closed = Somebody else has closed this already.
failure-calendar-moved = Somebody else has changed the calendar meanwhile. Look at it again; nothing was done.
failure-coupon-ended = This coupon has ended already.
failure-mail-waits = This mail has not left yet and does so by itself. Nothing was sent again.
failure-address-bounces = The mail server says that this address does not exist, so nothing is sent to it. When it works again, the operator says so: pannier-server mail unmark ADDRESS
failure-not-for-key = An API key may not do this.
failure-wrong-password = The password is not right. Nothing was done.
failure-gateway-not-offered = Your provider does not offer this way to pay.
failure-work-started = The work has begun, so only your provider can change or cancel this order now. Please write to them.
failure-order-in-review = A person is looking at the payment of this order. It can be changed or cancelled afterwards.
failure-order-ended = This order is over; nothing about it can be changed.
failure-too-late = It is too late for that: the promised day is too near. Please ask your provider.
failure-ask-provider = Only your provider can do this for this order. Please write to them.
failure-payment-under-way = A payment of this order is being decided. Try again when that is over.
failure-preview-moved = What you would get back has changed meanwhile. Look at it again; nothing was done.
failure-request-conflict = This was asked for before, with other content. Look at the order again.
failure-cancel-instead = Nothing to pay would be left. Cancel the order instead.
failure-costs-differ = Taxes or shipping may be different there. Please ask your provider, or cancel and order anew.
failure-not-then = Choose a day after the promised one, within a year.
failure-change-needs-server = Cancelling and changing need a connection to your provider, so that you see first what comes back. Nothing was changed, and nothing waits to be sent.
failure-nothing-to-undo = There is nothing left to undo.
failure-unsent-changes = { $pending ->
    [one] 1 change has not been sent yet.
   *[other] { $pending } changes have not been sent yet.
  }
failure-queue-full = Too many changes wait to be sent. Connect before changing more.
failure-not-a-provider = There is no Pannier provider at this address. Check the spelling.
failure-bad-address = This is not an address that can be used. It begins with https://
failure-not-connected = No provider is connected.
failure-unsupported-protocol = Pannier here and your provider’s server do not understand each other. One of them needs an update.
failure-forked-desk = This profile was copied from another computer and is being set up anew.
failure-unreachable = Your provider cannot be reached right now. What you did is saved here.
failure-unreachable-at-the-door = Your provider could not be reached. Check the address and your connection.
failure-gateway-unavailable = The payment provider cannot be reached right now. Nothing was charged.
failure-busy = Your provider is busy. Try again in a moment.
failure-newer-database = Your data was written by a newer version of Pannier. Install that version; nothing was touched.
failure-storage-failed = It could not be saved on this computer. Check that the disk is not full.
failure-internal = Something went wrong on our side, sorry. Nothing was lost. (Reference: { $id })

## News of orders
news = News
news-count = orders with news
news-none = No news
news-none-text = When something happens to one of your orders, it is said here.
news-seen = Mark all as seen
news-of = Order { $number }
news-many = { $count } pieces of news about your orders
to-orders = Your orders

## Choosing and trying out a file
file-too-large = This file is larger than { $size } MiB. Nothing was changed.
file-not-utf8 = This file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again; nothing was changed.
file-unreadable = This file could not be read. Choose it again; nothing was changed.
findings-wrong = { $count ->
    [one] There is 1 mistake in the file. Correct it and choose the file again.
   *[other] There are { $count } mistakes in the file. Correct them and choose the file again.
  }
findings-line = Line
findings-column = Column
findings-reason = What is wrong
findings-more = { $count ->
    [one] And 1 more mistake.
   *[other] And { $count } more mistakes.
  }

## The catalogue at the staff desk
catalogue = Catalogue
services-search = Search services by code, name or keyword
services-none = No services found
services-none-text = Import a catalogue, or search for something else.
services-back = Back
services-on = More
catalogue-code = Code
price = Price
service-summary = Summary
service-description = Description
service-lead-days = Working days, like 2 or 1-3
service-capacity = Places per day
service-save = Save
service-discard = Discard, and show what it is now
service-withdraw = Withdraw
service-bring-back = Sell again
prices-planned = Planned prices
price-day = From
price-day-hint = From midnight on, in the time zone of your calendar. Until then it can be removed.
price-plan = Plan this price
catalogue-import = Import a catalogue
catalogue-import-text = Choose a file as CSV or JSON. First you see what it would change; nothing happens until you import it. Services that are missing from the file are withdrawn.
catalogue-file = Choose a file
catalogue-import-now = Import
catalogue-imported = { $count ->
    [0] { $file } is imported. No service had to be changed.
    [one] { $file } is imported: 1 service was changed.
   *[other] { $file } is imported: { $count } services were changed.
  }
import-added = Added
import-changed = Changed
import-withdrawn = Withdrawn
import-unchanged = Unchanged
import-back = Sold again
import-not-whole = What else would happen cannot be told: the file could not be read to its end.
import-more = { $count ->
    [one] And 1 more.
   *[other] And { $count } more.
  }
