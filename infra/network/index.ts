/** The VPC: its subnets, routes, ACLs, endpoints, flow logs and ways out. */
export { Network, type NetworkArgs } from './network';
