/** The bundle of its own that `imagegen mcp` loads: the protocol's library is larger than all that a job's process needs. */
export { serve } from './mcp/server';
