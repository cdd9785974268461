// Checks bodies of requests to PayPal against the schemas of PayPal's own package.
//
// node check.js NODE_MODULES, with a JSON list of {"path", "body"} as its input; writes a JSON list of problems. A field
// that the package does not know is a problem too.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { isDeepStrictEqual } = require("node:util");

const modules = path.resolve(process.argv[2]);
const { validateAndMap, validateAndUnmap } = require(path.join(modules, "@apimatic/schema"));
const model = (name) =>
    require(path.join(modules, "@paypal/paypal-server-sdk/dist/cjs/models", `${name}.js`))[`${name}Schema`];

const ENDPOINTS = [
    [/^\/v2\/checkout\/orders$/, "orderRequest"],
    [/^\/v2\/checkout\/orders\/[^/]+\/capture$/, "orderCaptureRequest"],
    [/^\/v2\/payments\/captures\/[^/]+\/refund$/, "refundRequest"],
];

function problems({ path: asked, body }) {
    const known = ENDPOINTS.find(([pattern]) => pattern.test(asked));
    if (!known) return [`${asked}: there is no such call`];
    const schema = model(known[1]);
    const mapped = validateAndMap(body, schema);
    if (mapped.errors) return mapped.errors.map((error) => `${asked}: ${error.message}`);
    const again = validateAndUnmap(mapped.result, schema).result;
    return isDeepStrictEqual(again, body) ? [] : [`${asked}: ${JSON.stringify(body)} has a field that is not known`];
}

const requests = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(requests.flatMap(problems)));
