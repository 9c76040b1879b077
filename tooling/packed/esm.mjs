import { roundTrip } from './round-trip.mjs';

await roundTrip(process.argv[2]);
