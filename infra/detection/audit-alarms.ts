import { LogMetricFilter, MetricAlarm } from '@pulumi/aws/cloudwatch';
import type { ComponentResource, Input, Output } from '@pulumi/pulumi';
import { tagsFor } from '../tags';
import { type AuditFilter, auditFilters, auditHeartbeat, auditPeriodSeconds } from './audit-filters';

/** What the audit alarms are made from. */
export interface AuditAlarmsArgs {
  /** The cluster's name: alarms are called after it, which is what topic and key policies let publish. */
  readonly cluster: string;
  /** The control plane's log group. */
  readonly logGroupName: Input<string>;
  readonly topicArn: Output<string>;
  readonly parent: ComponentResource;
}

/** A metric filter and an alarm for each of {@link auditFilters}, and for the silence of the log itself. */
export function auditAlarms(name: string, args: AuditAlarmsArgs): void {
  for (const filter of auditFilters) {
    alarmed(name, args, filter, {
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
    });
  }
  alarmed(name, args, auditHeartbeat, {
    comparisonOperator: 'LessThanThreshold',
    // Fifteen minutes: a control plane upgrade may pause the log for less.
    evaluationPeriods: 3,
    treatMissingData: 'breaching',
  });
}

interface Judgement {
  readonly comparisonOperator: string;
  readonly evaluationPeriods: number;
  readonly treatMissingData: string;
}

function alarmed(name: string, args: AuditAlarmsArgs, filter: AuditFilter, judgement: Judgement): void {
  const { cluster, logGroupName, topicArn, parent } = args;
  const namespace = `Palisade/${cluster}`;
  const metric = new LogMetricFilter(
    `${name}-${filter.id}`,
    {
      name: `${cluster}-${filter.id}`,
      logGroupName,
      pattern: filter.pattern,
      metricTransformation: { name: filter.id, namespace, value: '1', defaultValue: '0' },
    },
    { parent },
  );
  new MetricAlarm(
    `${name}-${filter.id}`,
    {
      name: `${cluster}-${filter.id}`,
      alarmDescription: `${cluster}: ${filter.title}. ${filter.why}`,
      namespace,
      metricName: filter.id,
      statistic: 'Sum',
      period: auditPeriodSeconds,
      threshold: filter.threshold,
      ...judgement,
      actionsEnabled: true,
      alarmActions: [topicArn],
      tags: tagsFor(cluster, filter.id),
    },
    { parent, dependsOn: metric },
  );
}
