export { parseServiceConfig, type ServiceConfig } from './config';
export { Log } from './log';
export { filesBeside, serve } from './serve';
export { AdmissionService, type ServiceParts } from './service';
