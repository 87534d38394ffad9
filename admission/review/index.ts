export { admissionReview } from './admission-review';
export { imageReview } from './image-review';
export { imagesOfPod, type PodImage, podSpecIn } from './pod-images';
export { type Outcome, outcomeOf, type Protocol, type Question } from './review';
