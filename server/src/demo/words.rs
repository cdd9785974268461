//! Words that generated catalogues are composed of: plausible enough that a search has something to rank.

pub struct Category {
    pub name: &'static str,
    /// Name of a Lucide icon.
    pub icon: &'static str,
    pub work: &'static [&'static str],
    pub things: [&'static str; 10],
    pub delivery: &'static [&'static str],
    pub keywords: &'static str,
}

const fn category(
    name: &'static str,
    icon: &'static str,
    work: &'static [&'static str],
    delivery: &'static [&'static str],
    keywords: &'static str,
    things: [&'static str; 10],
) -> Category {
    Category { name, icon, work, things, delivery, keywords }
}

const CLEAN: &[&str] =
    &["Cleaning", "Deep cleaning", "Freshening up", "Polishing", "Stain removal", "Seasonal care"];
const BUILD: &[&str] =
    &["Installation", "Repair", "Replacement", "Inspection", "Maintenance", "Adjustment", "Removal"];
const MAKE: &[&str] =
    &["Made to order", "Restoration", "Copy", "Engraving", "Finishing", "Gift wrapping", "Mending"];
const TEACH: &[&str] =
    &["Trial lesson", "Course", "Coaching", "Practice hour", "Exam preparation", "Workshop", "Review"];
const DESK: &[&str] =
    &["Advice", "First draft", "Check", "Translation", "Setup", "Monthly care", "Second opinion"];
const HOST: &[&str] =
    &["Buffet", "Delivery", "Tasting", "Complete service", "Planning", "Hire", "Set-up and clearing"];

const HOME: &[&str] = &["on_site"];
const AWAY: &[&str] = &["remote"];
const POST: &[&str] = &["shipped"];
const HOME_OR_AWAY: &[&str] = &["on_site", "remote"];
const HOME_OR_POST: &[&str] = &["on_site", "shipped"];

/// The first twelve are enough for a small catalogue and have all kinds of delivery.
#[rustfmt::skip]
pub const CATEGORIES: [Category; 40] = [
    category("Home cleaning", "spray-can", CLEAN, HOME, "tidy household", ["kitchen", "bathroom", "oven", "windows", "staircase", "carpets", "sofa", "balcony", "cellar", "whole flat"]),
    category("Garden", "sprout", BUILD, HOME, "plants outdoor", ["lawn", "hedge", "raised bed", "fruit trees", "pond", "fence", "watering", "garden path", "roses", "compost corner"]),
    category("Electrical", "plug-zap", BUILD, HOME, "electrician wiring", ["sockets", "ceiling light", "doorbell", "fuse box", "cooker", "outdoor lamp", "smoke alarm", "wall charger", "dimmer", "data cable"]),
    category("Learning", "graduation-cap", TEACH, HOME_OR_AWAY, "tutor school", ["mathematics", "English", "German", "French", "physics", "chemistry", "essay writing", "reading", "statistics", "study plan"]),
    category("Printing", "printer", MAKE, POST, "print paper", ["visiting cards", "poster", "photo book", "wedding cards", "calendar", "brochure", "stickers", "canvas", "menu cards", "banner"]),
    category("Office and paperwork", "file-text", DESK, AWAY, "forms letters", ["job application", "tax folder", "rent contract", "travel claim", "minutes", "price list", "invoice template", "survey", "handbook", "terms of business"]),
    category("Bicycle workshop", "bike", BUILD, HOME_OR_POST, "bike cycle", ["brakes", "gears", "wheel", "chain", "e-bike battery", "child seat", "lights", "saddle", "tyres", "fork"]),
    category("Computers", "laptop", BUILD, HOME_OR_AWAY, "pc notebook", ["laptop", "printer", "home network", "backup", "screen", "hard disk", "mailbox", "keyboard", "photo collection", "virus scanner"]),
    category("Tailoring", "scissors", MAKE, POST, "clothes sewing", ["trousers", "curtains", "evening dress", "coat lining", "zip", "shirt collar", "costume", "cushion covers", "leather jacket", "school uniform"]),
    category("Catering", "chef-hat", HOST, HOME, "food party", ["breakfast", "finger food", "three-course dinner", "birthday cake", "barbecue", "vegan platter", "soup bar", "coffee break", "children's menu", "cheese board"]),
    category("Moving", "truck", HOST, HOME, "transport boxes", ["one-room flat", "family flat", "piano", "wardrobe", "moving boxes", "lift van", "office desks", "washing machine", "storage box", "no-parking signs"]),
    category("Repairs", "hammer", BUILD, HOME, "handyman fix", ["door", "window handle", "kitchen drawer", "shelf", "roller blind", "parquet", "tiles", "letter box", "lock", "wardrobe door"]),
    category("Plumbing", "wrench", BUILD, HOME, "water pipe", ["tap", "shower", "toilet cistern", "drain", "boiler", "radiator", "dishwasher", "water filter", "bathtub seal", "garden tap"]),
    category("Painting", "paint-roller", BUILD, HOME, "walls colour", ["living room", "staircase wall", "window frames", "garden fence", "ceiling", "radiators", "front door", "child's room", "facade", "wallpaper"]),
    category("Heating", "flame", BUILD, HOME, "boiler warm", ["gas boiler", "heat pump", "thermostat", "chimney", "underfloor heating", "wood stove", "oil tank", "hot water", "radiator valves", "pellet store"]),
    category("Roof and facade", "house", BUILD, HOME, "roofer gutter", ["gutter", "roof tiles", "skylight", "insulation", "chimney head", "flat roof", "snow guard", "facade paint", "balcony floor", "moss"]),
    category("Security", "shield", BUILD, HOME, "alarm lock", ["door lock", "window lock", "camera", "alarm", "safe", "key set", "intercom", "cellar door", "garage gate", "night light"]),
    category("Furniture", "armchair", MAKE, HOME_OR_POST, "wood joinery", ["chair", "dining table", "bookcase", "bed frame", "chest of drawers", "armchair", "desk", "coat rack", "kitchen stool", "mirror frame"]),
    category("Laundry", "washing-machine", CLEAN, POST, "wash iron", ["shirts", "bed linen", "down jacket", "table linen", "suit", "wool blanket", "sports kit", "wedding dress", "curtains", "work clothes"]),
    category("Shoes and leather", "shopping-bag", MAKE, POST, "cobbler bag", ["heels", "soles", "walking boots", "handbag", "belt", "sandals", "riding boots", "suitcase handle", "wallet", "dance shoes"]),
    category("Jewellery and watches", "star", MAKE, POST, "gold silver", ["wedding ring", "necklace", "watch strap", "watch battery", "ear rings", "brooch", "bracelet", "wall clock", "signet ring", "pearl string"]),
    category("Musical instruments", "music", MAKE, HOME_OR_POST, "tuning strings", ["piano", "violin", "guitar", "flute", "trumpet", "drum kit", "accordion", "cello", "clarinet", "ukulele"]),
    category("Music lessons", "headphones", TEACH, HOME_OR_AWAY, "teacher instrument", ["piano", "violin", "guitar", "singing", "drums", "flute", "music theory", "saxophone", "choir voice", "song writing"]),
    category("Languages", "languages", TEACH, AWAY, "speak grammar", ["Spanish", "Italian", "Swedish", "Polish", "Turkish", "Japanese", "Arabic", "Dutch", "Portuguese", "sign language"]),
    category("Fitness", "dumbbell", TEACH, HOME_OR_AWAY, "sport training", ["running", "back exercises", "yoga", "strength training", "swimming", "climbing", "stretching", "boxing", "dance", "balance"]),
    category("Children", "baby", HOST, HOME, "family kids", ["birthday party", "babysitting", "puppet show", "treasure hunt", "homework club", "face painting", "magic show", "holiday club", "story hour", "baby's first photos"]),
    category("Pets", "paw-print", CLEAN, HOME, "dog cat", ["dog", "cat", "aquarium", "rabbit hutch", "parrot cage", "puppy", "stable", "terrarium", "dog basket", "chicken house"]),
    category("Photography", "camera", MAKE, HOME_OR_POST, "portrait picture", ["family portrait", "wedding album", "passport photo", "product photos", "old slides", "negatives", "house photos", "team portraits", "film reel", "framed print"]),
    category("Events", "party-popper", HOST, HOME, "celebration feast", ["wedding", "birthday", "summer party", "trade fair stand", "anniversary", "concert", "marquee", "stage light", "dance floor", "photo booth"]),
    category("Flowers", "flower", HOST, HOME_OR_POST, "bouquet florist", ["bouquet", "wedding flowers", "table wreath", "office plants", "balcony boxes", "grave planting", "dried flowers", "rose arch", "advent wreath", "orchids"]),
    category("Cars", "car", CLEAN, HOME, "vehicle auto", ["car interior", "car paint", "wheels", "engine bay", "windscreen", "camper van", "motorbike", "roof box", "child seats", "leather seats"]),
    category("Travel", "plane", DESK, AWAY, "holiday trip", ["city weekend", "visa form", "rail journey", "island tour", "hiking week", "packing list", "travel insurance", "group booking", "cycle tour", "travel diary"]),
    category("Websites", "globe", DESK, AWAY, "internet online", ["home page", "web shop", "newsletter", "domain name", "search ranking", "contact form", "blog", "accessibility", "photo gallery", "privacy page"]),
    category("Accounting", "calculator", DESK, AWAY, "bookkeeping tax", ["annual accounts", "payroll", "VAT return", "travel expenses", "receipts", "budget", "cash book", "start-up plan", "dunning letters", "asset list"]),
    category("Legal forms", "scale", DESK, AWAY, "law contract", ["purchase contract", "will", "power of attorney", "lease", "complaint letter", "statutes", "licence", "data protection", "loan contract", "trademark search"]),
    category("Translations", "book-open", DESK, AWAY, "text language", ["certificate", "manual", "web text", "novel chapter", "subtitles", "love letter", "patent", "menu", "contract", "school report"]),
    category("Design", "palette", DESK, AWAY, "graphic layout", ["logo", "letterhead", "flyer", "book cover", "packaging", "infographic", "icon set", "colour scheme", "slide deck", "shop sign"]),
    category("Health at home", "heart-pulse", TEACH, HOME, "care wellbeing", ["back massage", "foot care", "first aid", "healthy cooking", "sleep", "walking aid", "stress relief", "breathing", "eye training", "fall prevention"]),
    category("Recycling", "recycle", HOST, HOME, "waste collection", ["bulky waste", "old electronics", "cellar clearing", "garden waste", "document shredding", "paint tins", "scrap metal", "textiles", "mattress", "glass"]),
    category("Gifts", "gift", MAKE, POST, "present surprise", ["wooden toy", "name plate", "photo mug", "tea box", "key ring", "star map", "puzzle", "cutting board", "candle", "memory book"]),
];

#[rustfmt::skip]
pub const OCCASIONS: &[&str] = &[
    "for families", "for one person", "for two", "for small flats", "for large houses", "for offices", "for schools",
    "for clubs", "for shops", "for beginners", "for advanced needs", "for older buildings", "for new buildings",
    "for weekends", "for winter", "for spring", "for summer", "for autumn", "before a holiday", "after a party",
    "before moving in", "after moving out", "for gift givers", "for collectors", "for busy people", "for seniors",
];

#[rustfmt::skip]
pub const MANNERS: &[&str] = &[
    "at short notice", "in the evening", "on Saturdays", "early in the morning", "with a written report",
    "with photos", "by hand", "with natural materials", "at a fixed price", "with a two-year guarantee", "in one visit",
    "in two visits", "with free advice", "without noise", "without dust", "once a month", "once a year", "step by step",
    "with spare parts", "premium", "basic", "express", "with insurance", "with a second check", "to your measure",
];

pub const OPENINGS: &[&str] = &[
    "We take care of your",
    "A reliable pair of hands for your",
    "Experienced people look after your",
    "Everything that is needed for your",
    "Patient and careful work on your",
    "A fair price and a fixed date for your",
];

pub const ADVICE: &[&str] = &[
    "Tell us in the note what is special about it.",
    "Please make sure that we can reach it without climbing.",
    "If something turns out to be harder than planned, we call before we go on.",
    "Materials are part of the price; rare parts are agreed beforehand.",
    "You get a short message when we start and another when we are done.",
    "A photograph in advance helps us to bring the right tools.",
];

pub const CLOSINGS: &[&str] = &[
    "Packaging and waste are taken away.",
    "Satisfied or done again.",
    "The same person comes each time.",
    "Longer work is billed only after you agreed.",
    "A receipt comes by mail.",
    "Ask for a series if you need it more than twice.",
];

pub const CHOICES: &[(&str, &[&str])] = &[
    ("Size", &["Small", "Medium", "Large"]),
    ("Rhythm", &["Once", "Every month", "Every week"]),
    ("Speed", &["Standard", "Within three days", "Next working day"]),
    ("Material", &["Standard", "Natural", "Premium"]),
    ("Duration", &["One hour", "Two hours", "Half a day", "A whole day"]),
    ("Report", &["None", "One page", "With photos"]),
];
