# verified: stripe 16.1.0
from typing import Any
class StripeError(Exception): ...
api_key: str
class Customer:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Customer: ...
    @classmethod
    async def create_async(cls, **params) -> Customer: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Customer: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Customer: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Customer: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Customer: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
class PaymentIntent:
    @blocks("network", "high", use="the _async twin")
    def cancel(self, *args, **kwargs): ...
    async def cancel_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def capture(self, *args, **kwargs): ...
    @blocks("network", "high", use="the _async twin")
    def confirm(self, *args, **kwargs): ...
    async def confirm_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> PaymentIntent: ...
    @classmethod
    async def create_async(cls, **params) -> PaymentIntent: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> PaymentIntent: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> PaymentIntent: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> PaymentIntent: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> PaymentIntent: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
class PaymentMethod:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> PaymentMethod: ...
    @classmethod
    async def create_async(cls, **params) -> PaymentMethod: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> PaymentMethod: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> PaymentMethod: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> PaymentMethod: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> PaymentMethod: ...  # returns an awaitable
class Charge:
    @blocks("network", "high", use="the _async twin")
    def capture(self, *args, **kwargs): ...
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Charge: ...
    @classmethod
    async def create_async(cls, **params) -> Charge: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Charge: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Charge: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Charge: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Charge: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
class Subscription:
    @blocks("network", "high", use="the _async twin")
    def cancel(self, *args, **kwargs): ...
    async def cancel_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Subscription: ...
    @classmethod
    async def create_async(cls, **params) -> Subscription: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Subscription: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Subscription: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Subscription: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Subscription: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
class Invoice:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Invoice: ...
    @classmethod
    async def create_async(cls, **params) -> Invoice: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def finalize_invoice(self, *args, **kwargs): ...
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Invoice: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Invoice: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def pay(self, *args, **kwargs): ...
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Invoice: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Invoice: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def void_invoice(self, *args, **kwargs): ...
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
class InvoiceItem:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> InvoiceItem: ...
    @classmethod
    async def create_async(cls, **params) -> InvoiceItem: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> InvoiceItem: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> InvoiceItem: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> InvoiceItem: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> InvoiceItem: ...  # returns an awaitable
class Price:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Price: ...
    @classmethod
    async def create_async(cls, **params) -> Price: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Price: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Price: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Price: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Price: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
class Product:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Product: ...
    @classmethod
    async def create_async(cls, **params) -> Product: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Product: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Product: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Product: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Product: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def search(cls, *args, **kwargs): ...
    @classmethod
    async def search_async(cls, *args, **kwargs): ...  # returns an awaitable
class Refund:
    @blocks("network", "high", use="the _async twin")
    def cancel(self, *args, **kwargs): ...
    async def cancel_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Refund: ...
    @classmethod
    async def create_async(cls, **params) -> Refund: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Refund: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Refund: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Refund: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Refund: ...  # returns an awaitable
class SetupIntent:
    @blocks("network", "high", use="the _async twin")
    def cancel(self, *args, **kwargs): ...
    async def cancel_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def confirm(self, *args, **kwargs): ...
    async def confirm_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> SetupIntent: ...
    @classmethod
    async def create_async(cls, **params) -> SetupIntent: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> SetupIntent: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> SetupIntent: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> SetupIntent: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> SetupIntent: ...  # returns an awaitable
class Account:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Account: ...
    @classmethod
    async def create_async(cls, **params) -> Account: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id=None, **params) -> Account: ...
    @classmethod
    async def retrieve_async(cls, id=None, **params) -> Account: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id=None, **params) -> Account: ...
    @classmethod
    async def modify_async(cls, id=None, **params) -> Account: ...  # returns an awaitable
class Coupon:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Coupon: ...
    @classmethod
    async def create_async(cls, **params) -> Coupon: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Coupon: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Coupon: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Coupon: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Coupon: ...  # returns an awaitable
class Event:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Event: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Event: ...  # returns an awaitable
class Balance:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, **params) -> Balance: ...
    @classmethod
    async def retrieve_async(cls, **params) -> Balance: ...  # returns an awaitable
class Payout:
    @blocks("network", "high", use="the _async twin")
    def cancel(self, *args, **kwargs): ...
    async def cancel_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Payout: ...
    @classmethod
    async def create_async(cls, **params) -> Payout: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Payout: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Payout: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Payout: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Payout: ...  # returns an awaitable
class Transfer:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Transfer: ...
    @classmethod
    async def create_async(cls, **params) -> Transfer: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Transfer: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Transfer: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Transfer: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Transfer: ...  # returns an awaitable
class Token:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Token: ...
    @classmethod
    async def create_async(cls, **params) -> Token: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Token: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Token: ...  # returns an awaitable
class Source:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> Source: ...
    @classmethod
    async def create_async(cls, **params) -> Source: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> Source: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> Source: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> Source: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> Source: ...  # returns an awaitable
class SubscriptionItem:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> SubscriptionItem: ...
    @classmethod
    async def create_async(cls, **params) -> SubscriptionItem: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> SubscriptionItem: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> SubscriptionItem: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> SubscriptionItem: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> SubscriptionItem: ...  # returns an awaitable
class PromotionCode:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> PromotionCode: ...
    @classmethod
    async def create_async(cls, **params) -> PromotionCode: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> PromotionCode: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> PromotionCode: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> PromotionCode: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> PromotionCode: ...  # returns an awaitable
class TaxRate:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> TaxRate: ...
    @classmethod
    async def create_async(cls, **params) -> TaxRate: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> TaxRate: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> TaxRate: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> TaxRate: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> TaxRate: ...  # returns an awaitable
class WebhookEndpoint:
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def create(cls, **params) -> WebhookEndpoint: ...
    @classmethod
    async def create_async(cls, **params) -> WebhookEndpoint: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    def delete(self, *args, **kwargs): ...
    async def delete_async(self, *args, **kwargs): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def list(cls, **params): ...
    @classmethod
    async def list_async(cls, **params): ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def modify(cls, id, /, **params) -> WebhookEndpoint: ...
    @classmethod
    async def modify_async(cls, id, /, **params) -> WebhookEndpoint: ...  # returns an awaitable
    @blocks("network", "high", use="the _async twin")
    @classmethod
    def retrieve(cls, id, **params) -> WebhookEndpoint: ...
    @classmethod
    async def retrieve_async(cls, id, **params) -> WebhookEndpoint: ...  # returns an awaitable
class Webhook:
    @staticmethod
    def construct_event(payload, sig_header, secret, tolerance=300, api_key=None, api_requestor=None) -> Any: ...
# A service of the client, such as `client.v1.customers`.
class _Service:
    accounts: _Service
    balance: _Service
    balance_transactions: _Service
    billing: _Service
    billing_portal: _Service
    charges: _Service
    checkout: _Service
    configuration: _Service
    coupons: _Service
    credit_notes: _Service
    customers: _Service
    disputes: _Service
    events: _Service
    file_links: _Service
    files: _Service
    invoice_items: _Service
    invoices: _Service
    payment_intents: _Service
    payment_links: _Service
    payment_methods: _Service
    payouts: _Service
    plans: _Service
    prices: _Service
    products: _Service
    promotion_codes: _Service
    quotes: _Service
    refunds: _Service
    sessions: _Service
    setup_intents: _Service
    sources: _Service
    subscription_items: _Service
    subscription_schedules: _Service
    subscriptions: _Service
    tax_rates: _Service
    test_helpers: _Service
    tokens: _Service
    transfers: _Service
    v1: _Service
    v2: _Service
    webhook_endpoints: _Service
    line_items: _Service
    @blocks("network", "high", use="the _async twin")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="the _async twin")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class StripeClient(_Service):
    def __init__(self, api_key, *, stripe_account=None, stripe_context=None, stripe_version=None, base_addresses=None, client_id=None, verify_ssl_certs=True, proxy=None, max_network_retries=None, http_client=None) -> None: ...
