export { ImageAdmission, type ImageAdmissionProps, type ImageTrust } from './image-admission';
export { type ImageWebhookProps, imageAdmissionNamespace, imageWebhook } from './webhook';
