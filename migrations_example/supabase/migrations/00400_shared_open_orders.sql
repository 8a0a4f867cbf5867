-- What every service may read: the orders that are not shipped.
create view open_orders with (security_invoker = true) as
  select orders.id, customers.email, orders.total
  from orders
  join customers on customers.id = orders.customer_id
  where orders.state <> 'shipped';
