// The checkout's own rules; found from here because the checkout's `npm run check` leaves bench out: its packages need not be installed.
export { default } from '../eslint.config.mjs';
