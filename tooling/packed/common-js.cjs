// The packages are ES modules; this is how a CommonJS program uses them.
require('@deltaglider/sdk');
const { roundTrip } = require('./round-trip.mjs');

roundTrip(process.argv[2]);
