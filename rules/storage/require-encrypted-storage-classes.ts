import { defineRule, type JsonObject } from '../rule';

const message = 'volumes of the class are not encrypted unless the account says so';
const storageClass = (provisioner: string, parameters?: JsonObject): JsonObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'sample' },
  provisioner,
  volumeBindingMode: 'WaitForFirstConsumer',
  ...(parameters ? { parameters } : {}),
});

export const requireEncryptedStorageClasses = defineRule({
  id: 'require-encrypted-storage-classes',
  severity: 'medium',
  title: 'Encrypt the volumes of a storage class',
  rationale:
    'A volume that is not encrypted can be read from a snapshot that was shared by mistake, and by whoever may attach it elsewhere. Which key it has cannot be changed later.',
  remediation: 'Set the parameter `encrypted: "true"`, and `kmsKeyId` to a key of your own.',
  references: [
    { standard: 'aws-fsbp', control: 'EC2.3' },
    { standard: 'mitre-attack', control: 'T1530' },
    {
      standard: 'documentation',
      url: 'https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md',
    },
  ],
  on: 'object',
  resources: [{ group: 'storage.k8s.io', versions: ['v1'], kinds: { StorageClass: 'storageclasses' } }],
  // EBS, by its three provisioners: the driver, EKS Auto Mode's, and the one that was built in.
  cel: '!(object.provisioner in ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"]) || object.?parameters[?"encrypted"].orValue("") == "true"',
  message,
  samples: {
    good: [
      { name: 'is encrypted', given: storageClass('ebs.csi.aws.com', { type: 'gp3', encrypted: 'true' }) },
      { name: 'is encrypted by its server', given: storageClass('efs.csi.aws.com') },
    ],
    bad: [
      { name: 'says nothing', given: storageClass('ebs.csi.aws.com'), message },
      { name: 'says no', given: storageClass('ebs.csi.eks.amazonaws.com', { encrypted: 'false' }), message },
      { name: 'says what kind only', given: storageClass('kubernetes.io/aws-ebs', { type: 'gp3' }), message },
    ],
  },
});
