export { cleanSvg } from './svg/clean';
