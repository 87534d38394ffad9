import { Detector, DetectorFeature } from '@pulumi/aws/guardduty';
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from '@pulumi/pulumi';
import type { Account, DetectionConfig } from './config';
import { alarmTopic } from './detection/alarm-topic';
import { auditAlarms } from './detection/audit-alarms';
import { tagsFor } from './tags';

/** What {@link Detection} is made from. */
export interface DetectionArgs {
  readonly account: Account;
  /** The cluster's name. */
  readonly cluster: string;
  readonly detection: DetectionConfig;
  /** The control plane's log group, which has the audit log. */
  readonly logGroupName: Input<string>;
  /** Encrypts alarm messages. */
  readonly logsKeyArn: Input<string>;
}

/**
 * Notices attacks: GuardDuty over the audit log and over what runs on nodes, and alarms of our own over the audit log.
 *
 * An account has one GuardDuty detector in a region. Where there is one already, take it over with
 * `pulumi import aws:guardduty/detector:Detector detection <id>` before the first `pulumi up`.
 */
export class Detection extends ComponentResource {
  /** Where alarms are published. */
  readonly topicArn: Output<string>;
  /** GuardDuty's detector. */
  readonly detectorId: Output<string>;

  constructor(name: string, args: DetectionArgs, options?: ComponentResourceOptions) {
    super('palisade:infra:Detection', name, {}, options);
    const { account, cluster, logGroupName, logsKeyArn } = args;
    const detector = new Detector(
      name,
      // Fifteen minutes, the shortest; the default is six hours.
      { enable: true, findingPublishingFrequency: 'FIFTEEN_MINUTES', tags: tagsFor(cluster, 'detector') },
      { parent: this },
    );
    new DetectorFeature(
      `${name}-audit`,
      { detectorId: detector.id, name: 'EKS_AUDIT_LOGS', status: 'ENABLED' },
      { parent: this },
    );
    new DetectorFeature(
      `${name}-runtime`,
      {
        detectorId: detector.id,
        name: 'RUNTIME_MONITORING',
        status: 'ENABLED',
        // GuardDuty keeps its agent on the nodes by itself, as an add-on that it updates.
        additionalConfigurations: [{ name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' }],
      },
      { parent: this },
    );
    this.detectorId = detector.id;
    this.topicArn = alarmTopic(name, {
      account,
      cluster,
      logsKeyArn,
      subscribers: args.detection.subscribers,
      parent: this,
    });
    auditAlarms(name, { cluster, logGroupName, topicArn: this.topicArn, parent: this });
    this.registerOutputs({ topicArn: this.topicArn, detectorId: this.detectorId });
  }
}
